import { lstm, type Tensor } from '@cresset/tensor';
import type { PackedSequence } from '../utils/rnn/packed-sequence.js';
import type { RecurrentOptions } from './rnn-base.js';
import { RNNBase } from './rnn-base.js';

export interface LSTMOptions extends RecurrentOptions {
  /** Project the hidden state to this size (default 0: don't). */
  projSize?: number;
}

/** Hidden and cell state. */
export type LSTMState = readonly [h: Tensor, c: Tensor];

/** Long short-term memory (Hochreiter and Schmidhuber, 1997), in one or more layers. */
export class LSTM extends RNNBase {
  /**
   * @param inputSize features of an element
   * @param hiddenSize size of the state
   */
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    const { projSize = 0, ...rest } = options;
    super('LSTM', 4, inputSize, hiddenSize, projSize, rest);
  }

  protected override stateSizes(): readonly number[] {
    return [this.projSize > 0 ? this.projSize : this.hiddenSize, this.hiddenSize];
  }

  /**
   * @param input [T, N, in] ([N, T, in] with `batchFirst`), [T, in] without a batch, or packed
   * @param hx initial states, each [layers · directions, N, size] (default: zeros)
   * @returns outputs of the last layer, like the input with [directions · size], and the final states
   */
  forward(input: Tensor, hx?: LSTMState | null): [output: Tensor, state: [h: Tensor, c: Tensor]];
  forward(
    input: PackedSequence,
    hx?: LSTMState | null,
  ): [output: PackedSequence, state: [h: Tensor, c: Tensor]];
  forward(
    input: Tensor | PackedSequence,
    hx: LSTMState | null = null,
  ): [output: Tensor | PackedSequence, state: [h: Tensor, c: Tensor]] {
    const { bias, numLayers, dropout, training, bidirectional } = this;
    const { output, states } = this.run(input, hx, (x, [h, c], params, batchFirst, options) =>
      lstm(x, [h!, c!], params, bias, numLayers, dropout, training, bidirectional, batchFirst, options),
    );
    return [output, states as [Tensor, Tensor]];
  }
}
