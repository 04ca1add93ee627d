import { ArgumentError, rnnReluCell, rnnTanhCell, type Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import type { CellOptions } from './rnn-cell-base.js';
import { RNNCellBase } from './rnn-cell-base.js';

export interface RNNCellOptions extends CellOptions {
  /** Activation of the state (default `'tanh'`). */
  nonlinearity?: 'tanh' | 'relu';
}

/** One step of a simple recurrent network. */
export class RNNCell extends RNNCellBase {
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    const { nonlinearity = 'tanh', ...rest } = options;
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
      throw new ArgumentError(
        `RNNCell: nonlinearity must be 'tanh' or 'relu', got ${describe(nonlinearity)}`,
      );
    }
    super('RNNCell', 1, inputSize, hiddenSize, rest);
    this.nonlinearity = nonlinearity;
  }

  /**
   * @param input [N, in] or [in]
   * @param hx state, [N, hidden] or [hidden] (default: zeros)
   * @returns the next state
   */
  forward(input: Tensor, hx: Tensor | null = null): Tensor {
    const { x, h, batched } = this.operands(input, hx === null ? null : [hx], 1);
    const { weightIh, weightHh, biasIh: bIh, biasHh: bHh } = this;
    const cell = this.nonlinearity === 'tanh' ? rnnTanhCell : rnnReluCell;
    const next = cell(x, h[0]!, weightIh, weightHh, { bIh, bHh });
    return batched ? next : next.squeeze(0);
  }

  override extraRepr(): string {
    const other = this.nonlinearity === 'tanh' ? '' : `, nonlinearity=${this.nonlinearity}`;
    return `${super.extraRepr()}${other}`;
  }
}
