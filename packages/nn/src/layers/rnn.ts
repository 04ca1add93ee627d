import { ArgumentError, rnnRelu, rnnTanh, type Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import type { PackedSequence } from '../utils/rnn/packed-sequence.js';
import type { RecurrentOptions } from './rnn-base.js';
import { RNNBase } from './rnn-base.js';

export interface RNNOptions extends RecurrentOptions {
  /** Activation of the state (default `'tanh'`). */
  nonlinearity?: 'tanh' | 'relu';
}

/** A simple recurrent network, h′ = tanh(W_ih · x + b_ih + W_hh · h + b_hh), in one or more layers (Elman, 1990). */
export class RNN extends RNNBase {
  readonly nonlinearity: 'tanh' | 'relu';

  /**
   * @param inputSize features of an element
   * @param hiddenSize size of the state
   */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    const { nonlinearity = 'tanh', ...rest } = options;
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
      throw new ArgumentError(`RNN: nonlinearity must be 'tanh' or 'relu', got ${describe(nonlinearity)}`);
    }
    super('RNN', 1, inputSize, hiddenSize, 0, rest);
    this.nonlinearity = nonlinearity;
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
    const layers = this.nonlinearity === 'tanh' ? rnnTanh : rnnRelu;
    const { output, states } = this.run(input, start, (x, [h], params, batchFirst, options) =>
      layers(x, h!, params, bias, numLayers, dropout, training, bidirectional, batchFirst, options),
    );
    return [output, states[0]!];
  }
}
