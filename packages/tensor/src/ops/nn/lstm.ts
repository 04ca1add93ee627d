import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkNumber } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { RecurrentOptions } from './recurrent-layers.js';
import { runRecurrent } from './recurrent-layers.js';

/**
 * Layers of long short-term memories over whole sequences (Hochreiter and Schmidhuber, 1997).
 *
 * @param input [T, N, in], or [N, T, in] with `batchFirst`
 * @param hx initial hidden and cell states, each [layers · directions, N, hidden]
 * @param params for each layer and direction: weights of input and state, and their biases; with a projection its weight too
 * @param hasBiases whether `params` has biases
 * @param numLayers number of layers, each on the outputs of the one before
 * @param dropout probability of dropout between layers
 * @param train whether dropout drops
 * @param bidirectional whether each layer also runs from the end
 * @param batchFirst whether the batch is the first dimension of input and output
 * @param options.batchSizes the input is packed, [sum, in], with so many sequences at each time
 * @returns the outputs of the last layer, [T, N, directions · hidden], and the final states
 */
export const lstm: FunctionOp<
  (
    input: Tensor,
    hx: readonly [h0: Tensor, c0: Tensor],
    params: readonly Tensor[],
    hasBiases: boolean,
    numLayers: number,
    dropout: number,
    train: boolean,
    bidirectional: boolean,
    batchFirst: boolean,
    options?: RecurrentOptions,
  ) => [output: Tensor, hn: Tensor, cn: Tensor]
> = defineOp(
  {
    name: 'lstm',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.lstm',
    samples: (make) => {
      const t = (...shape: number[]): Tensor => make.tensor(shape, { low: -0.3, high: 0.31 });
      return [
        [
          t(3, 2, 3),
          [t(1, 2, 2), t(1, 2, 2)],
          [t(8, 3), t(8, 2), t(8), t(8)],
          true,
          1,
          0,
          false,
          false,
          false,
        ],
        [
          t(2, 3, 2),
          [t(4, 2, 2), t(4, 2, 2)],
          [t(8, 2), t(8, 2), t(8, 2), t(8, 2), t(8, 4), t(8, 2), t(8, 4), t(8, 2)],
          false,
          2,
          0.5,
          false,
          true,
          true,
        ],
        [
          t(2, 2, 3),
          [t(1, 2, 2), t(1, 2, 4)],
          [t(16, 3), t(16, 2), t(2, 4)],
          false,
          1,
          0,
          false,
          false,
          false,
        ],
      ];
    },
    errors: (make) => {
      const t = (...shape: number[]): Tensor => make.tensor(shape);
      return [
        {
          args: [t(3, 2, 3), [t(1, 2, 2), t(1, 2, 2)], [t(8, 3), t(8, 2)], true, 1, 0, false, false, false],
          error: ArgumentError,
          message: 'lstm: 1 layers and directions with biases need 4 parameters, got 2',
        },
        {
          args: [t(3, 2, 3), [t(1, 3, 2), t(1, 3, 2)], [t(8, 3), t(8, 2)], false, 1, 0, false, false, false],
          error: ShapeError,
          message: 'lstm: the initial hidden state must be [1, 2, 2] for input [3, 2, 3], got [1, 3, 2]',
        },
        {
          args: [t(3, 2), [t(1, 2, 2), t(1, 2, 2)], [t(8, 3), t(8, 2)], false, 1, 0, false, false, false],
          error: ShapeError,
          message: 'lstm: input must be [T, N, in], got [3, 2]',
        },
      ];
    },
  },
  composed(
    (
      input: Tensor,
      hx: readonly [h0: Tensor, c0: Tensor],
      params: readonly Tensor[],
      hasBiases: boolean,
      numLayers: number,
      dropout: number,
      train: boolean,
      bidirectional: boolean,
      batchFirst: boolean,
      options?: unknown,
    ) => {
      checkInteger('lstm', 'numLayers', numLayers, 1);
      checkNumber('lstm', 'dropout', dropout);
      const a = { input, hx: hx, params, hasBiases, numLayers, dropout, train, bidirectional, batchFirst };
      return runRecurrent('lstm', 'lstm', a, options);
    },
  ),
);
