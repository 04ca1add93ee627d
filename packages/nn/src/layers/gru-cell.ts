import { gruCell, type Tensor } from '@cresset/tensor';
import type { CellOptions } from './rnn-cell-base.js';
import { RNNCellBase } from './rnn-cell-base.js';

/** One step of a gated recurrent unit. */
export class GRUCell extends RNNCellBase {
  constructor(inputSize: number, hiddenSize: number, options?: CellOptions) {
    super('GRUCell', 3, inputSize, hiddenSize, options);
  }

  /**
   * @param input [N, in] or [in]
   * @param hx state, [N, hidden] or [hidden] (default: zeros)
   * @returns the next state
   */
  forward(input: Tensor, hx: Tensor | null = null): Tensor {
    const { x, h, batched } = this.operands(input, hx === null ? null : [hx], 1);
    const { weightIh, weightHh, biasIh: bIh, biasHh: bHh } = this;
    const next = gruCell(x, h[0]!, weightIh, weightHh, { bIh, bHh });
    return batched ? next : next.squeeze(0);
  }
}
