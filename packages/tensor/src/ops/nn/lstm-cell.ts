import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { describe, positionalOrNamed } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { CellBiases } from './recurrent.js';
import { cellProjection, lstmStep } from './recurrent.js';

/**
 * One step of a long short-term memory: i, f, o = σ(…), g = tanh(…), c′ = f · c + i · g, h′ = o · tanh(c′).
 *
 * @param input [N, in]
 * @param hx hidden and cell state, each [N, hidden]
 * @param wIh [4 · hidden, in]
 * @param wHh [4 · hidden, hidden]
 * @param bIh [4 · hidden] (default: none)
 * @param options.bHh [4 · hidden] (default: none)
 * @returns the next hidden and cell state
 */
export const lstmCell: FunctionOp<
  (
    input: Tensor,
    hx: readonly [h: Tensor, c: Tensor],
    wIh: Tensor,
    wHh: Tensor,
    bIh?: Tensor | null | CellBiases,
    options?: CellBiases,
  ) => [h: Tensor, c: Tensor]
> = defineOp(
  {
    name: 'lstmCell',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.lstm_cell',
    samples: (make) => [
      [
        make.tensor([2, 3]),
        [make.tensor([2, 4]), make.tensor([2, 4])],
        make.tensor([16, 3]),
        make.tensor([16, 4]),
        make.tensor([16]),
        { bHh: make.tensor([16]) },
      ],
      [
        make.tensor([1, 3]),
        [make.tensor([1, 2]), make.tensor([1, 2])],
        make.tensor([8, 3]),
        make.tensor([8, 2]),
      ],
    ],
    errors: (make) => [
      {
        args: [
          make.tensor([2, 3]),
          [make.tensor([2, 3]), make.tensor([2, 4])],
          make.tensor([16, 3]),
          make.tensor([16, 4]),
        ],
        error: ShapeError,
        message: 'lstmCell: h must be [2, 4], got [2, 3]',
      },
      {
        args: [
          make.tensor([2, 3]),
          [make.tensor([2, 4]), make.tensor([2, 4])],
          make.tensor([16, 2]),
          make.tensor([16, 4]),
        ],
        error: ShapeError,
        message: 'lstmCell: wIh must be [16, 3]',
      },
      {
        args: [
          make.integers([2, 3], 0, 5),
          [make.tensor([2, 4]), make.tensor([2, 4])],
          make.tensor([16, 3]),
          make.tensor([16, 4]),
        ],
        error: DTypeError,
        message: 'lstmCell: has no rule for int64',
      },
      {
        args: [make.tensor([2, 3]), make.tensor([2, 4]), make.tensor([16, 3]), make.tensor([16, 4])],
        error: ArgumentError,
        message: 'lstmCell: hx must be [h, c]',
      },
    ],
  },
  composed((input: Tensor, hx: unknown, wIh: Tensor, wHh: Tensor, bIh?: unknown, options?: unknown) => {
    const o = positionalOrNamed('lstmCell', 'bIh', bIh, options, {
      bIh: null as Tensor | null,
      bHh: null as Tensor | null,
    });
    if (!Array.isArray(hx) || hx.length !== 2) {
      throw new ArgumentError(`lstmCell: hx must be [h, c], got ${describe(hx)}`);
    }
    const [h, c] = hx as unknown as readonly [Tensor, Tensor];
    const gx = cellProjection('lstmCell', 4, input, { h, c }, wIh, wHh, o.bIh);
    const next = lstmStep(gx, h, c, wHh, o.bHh);
    return [next.h, next.c];
  }),
);
