import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { CellBiases } from './recurrent.js';
import { cellProjection, gruStep } from './recurrent.js';

/**
 * One step of a gated recurrent unit: r, z = σ(…), n = tanh(x part + r · h part), h′ = (1 − z) · n + z · h.
 *
 * @param input [N, in]
 * @param hx hidden state, [N, hidden]
 * @param wIh [3 · hidden, in]
 * @param wHh [3 · hidden, hidden]
 * @param bIh [3 · hidden] (default: none)
 * @param options.bHh [3 · hidden] (default: none)
 * @returns the next hidden state, [N, hidden]
 */
export const gruCell: FunctionOp<
  (
    input: Tensor,
    hx: Tensor,
    wIh: Tensor,
    wHh: Tensor,
    bIh?: Tensor | null | CellBiases,
    options?: CellBiases,
  ) => Tensor
> = defineOp(
  {
    name: 'gruCell',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.gru_cell',
    samples: (make) => [
      [
        make.tensor([2, 3]),
        make.tensor([2, 4]),
        make.tensor([12, 3]),
        make.tensor([12, 4]),
        make.tensor([12]),
        { bHh: make.tensor([12]) },
      ],
      [make.tensor([1, 3]), make.tensor([1, 2]), make.tensor([6, 3]), make.tensor([6, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2, 3]), make.tensor([12, 3]), make.tensor([12, 4])],
        error: ShapeError,
        message: 'gruCell: hx must be [2, 4], got [2, 3]',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2, 4]), make.tensor([12, 2]), make.tensor([12, 4])],
        error: ShapeError,
        message: 'gruCell: wIh must be [12, 3]',
      },
      {
        args: [make.integers([2, 3], 0, 5), make.tensor([2, 4]), make.tensor([12, 3]), make.tensor([12, 4])],
        error: DTypeError,
        message: 'gruCell: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh?: unknown, options?: unknown) => {
    const o = positionalOrNamed('gruCell', 'bIh', bIh, options, {
      bIh: null as Tensor | null,
      bHh: null as Tensor | null,
    });
    const gx = cellProjection('gruCell', 3, input, { hx }, wIh, wHh, o.bIh);
    return gruStep(gx, hx, wHh, o.bHh);
  }),
);
