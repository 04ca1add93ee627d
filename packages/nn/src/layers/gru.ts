import { gru, type Tensor } from '@cresset/tensor';
import type { PackedSequence } from '../utils/rnn/packed-sequence.js';
import type { RecurrentOptions } from './rnn-base.js';
import { RNNBase } from './rnn-base.js';

/** Gated recurrent units (Cho et al., 2014), in one or more layers. */
export class GRU extends RNNBase {
  /**
   * @param inputSize features of an element
   * @param hiddenSize size of the state
   */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super('GRU', 3, inputSize, hiddenSize, 0, options);
  }

  protected override stateSizes(): readonly number[] {
    return [this.hiddenSize];
  }

  /**
   * @param input [T, N, in] ([N, T, in] with `batchFirst`), [T, in] without a batch, or packed
   * @param hx initial states, [layers · directions, N, hidden] (default: zeros)
   * @returns outputs of the last layer, like the input with [directions · hidden], and the final states
   */
  forward(input: Tensor, hx?: Tensor | null): [output: Tensor, state: Tensor];
  forward(input: PackedSequence, hx?: Tensor | null): [output: PackedSequence, state: Tensor];
  forward(
    input: Tensor | PackedSequence,
    hx: Tensor | null = null,
  ): [output: Tensor | PackedSequence, state: Tensor] {
    const { bias, numLayers, dropout, training, bidirectional } = this;
    const start = hx === null ? null : [hx];
    const { output, states } = this.run(input, start, (x, [h], params, batchFirst, options) =>
      gru(x, h!, params, bias, numLayers, dropout, training, bidirectional, batchFirst, options),
    );
    return [output, states[0]!];
  }
}
