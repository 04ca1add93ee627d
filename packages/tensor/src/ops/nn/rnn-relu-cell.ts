import { DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { CellBiases } from './recurrent.js';
import { cellProjection, rnnStep } from './recurrent.js';

/**
 * One step of a simple recurrent network: relu(x · wIhᵀ + bIh + h · wHhᵀ + bHh).
 *
 * @param input [N, in]
 * @param hx hidden state, [N, hidden]
 * @param wIh [hidden, in]
 * @param wHh [hidden, hidden]
 * @param bIh [hidden] (default: none)
 * @param options.bHh [hidden] (default: none)
 * @returns the next hidden state, [N, hidden]
 */
export const rnnReluCell: FunctionOp<
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
    name: 'rnnReluCell',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.rnn_relu_cell',
    samples: (make) => [
      [
        make.tensor([2, 3]),
        make.tensor([2, 4]),
        make.tensor([4, 3]),
        make.tensor([4, 4]),
        make.tensor([4]),
        { bHh: make.tensor([4]) },
      ],
      [make.tensor([1, 3]), make.tensor([1, 2]), make.tensor([2, 3]), make.tensor([2, 2])],
    ],
    errors: (make) => [
      {
        args: [make.tensor([2, 3]), make.tensor([2, 3]), make.tensor([4, 3]), make.tensor([4, 4])],
        error: ShapeError,
        message: 'rnnReluCell: hx must be [2, 4], got [2, 3]',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2, 4]), make.tensor([4, 2]), make.tensor([4, 4])],
        error: ShapeError,
        message: 'rnnReluCell: wIh must be [4, 3]',
      },
      {
        args: [make.integers([2, 3], 0, 5), make.tensor([2, 4]), make.tensor([4, 3]), make.tensor([4, 4])],
        error: DTypeError,
        message: 'rnnReluCell: has no rule for int64',
      },
    ],
  },
  composed((input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh?: unknown, options?: unknown) => {
    const o = positionalOrNamed('rnnReluCell', 'bIh', bIh, options, {
      bIh: null as Tensor | null,
      bHh: null as Tensor | null,
    });
    const gx = cellProjection('rnnReluCell', 1, input, { hx }, wIh, wHh, o.bIh);
    return rnnStep(gx, hx, wHh, o.bHh, 'relu');
  }),
);
