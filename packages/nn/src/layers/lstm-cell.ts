import { lstmCell, type Tensor } from '@cresset/tensor';
import type { LSTMState } from './lstm.js';
import type { CellOptions } from './rnn-cell-base.js';
import { RNNCellBase } from './rnn-cell-base.js';

/** One step of a long short-term memory. */
export class LSTMCell extends RNNCellBase {
  constructor(inputSize: number, hiddenSize: number, options?: CellOptions) {
    super('LSTMCell', 4, inputSize, hiddenSize, options);
  }

  /**
   * @param input [N, in] or [in]
   * @param hx hidden and cell state, each [N, hidden] or [hidden] (default: zeros)
   * @returns the next hidden and cell state
   */
  forward(input: Tensor, hx: LSTMState | null = null): [h: Tensor, c: Tensor] {
    const { x, h, batched } = this.operands(input, hx, 2);
    const { weightIh, weightHh, biasIh: bIh, biasHh: bHh } = this;
    const next = lstmCell(x, [h[0]!, h[1]!], weightIh, weightHh, { bIh, bHh });
    return batched ? next : [next[0].squeeze(0), next[1].squeeze(0)];
  }
}
