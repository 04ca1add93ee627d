import { ArgumentError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { checkInteger, checkNumber } from '../../op/options.js';
import type { Tensor } from '../../tensor.js';
import type { RecurrentOptions } from './recurrent-layers.js';
import { runRecurrent } from './recurrent-layers.js';

/**
 * Layers of simple recurrent networks with tanh over whole sequences (Elman, 1990).
 *
 * @param input [T, N, in], or [N, T, in] with `batchFirst`
 * @param hx initial states, [layers · directions, N, hidden]
 * @param params for each layer and direction: weights of input and state, and their biases
 * @param hasBiases whether `params` has biases
 * @param numLayers number of layers, each on the outputs of the one before
 * @param dropout probability of dropout between layers
 * @param train whether dropout drops
 * @param bidirectional whether each layer also runs from the end
 * @param batchFirst whether the batch is the first dimension of input and output
 * @param options.batchSizes the input is packed, [sum, in], with so many sequences at each time
 * @returns the outputs of the last layer, [T, N, directions · hidden], and the final states
 */
export const rnnTanh: FunctionOp<
  (
    input: Tensor,
    hx: Tensor,
    params: readonly Tensor[],
    hasBiases: boolean,
    numLayers: number,
    dropout: number,
    train: boolean,
    bidirectional: boolean,
    batchFirst: boolean,
    options?: RecurrentOptions,
  ) => [output: Tensor, hn: Tensor]
> = defineOp(
  {
    name: 'rnnTanh',
    kind: 'composite',
    method: false,
    tolerance: 'accumulate',
    torch: 'torch.rnn_tanh',
    samples: (make) => {
      const t = (...shape: number[]): Tensor => make.tensor(shape, { low: -0.3, high: 0.31 });
      return [
        [t(3, 2, 3), t(1, 2, 2), [t(2, 3), t(2, 2), t(2), t(2)], true, 1, 0, false, false, false],
        [
          t(2, 3, 2),
          t(4, 2, 2),
          [t(2, 2), t(2, 2), t(2, 2), t(2, 2), t(2, 4), t(2, 2), t(2, 4), t(2, 2)],
          false,
          2,
          0.5,
          false,
          true,
          true,
        ],
      ];
    },
    errors: (make) => {
      const t = (...shape: number[]): Tensor => make.tensor(shape);
      return [
        {
          args: [t(3, 2, 3), t(1, 2, 2), [t(2, 3), t(2, 2)], true, 1, 0, false, false, false],
          error: ArgumentError,
          message: 'rnnTanh: 1 layers and directions with biases need 4 parameters, got 2',
        },
        {
          args: [t(3, 2, 3), t(1, 3, 2), [t(2, 3), t(2, 2)], false, 1, 0, false, false, false],
          error: ShapeError,
          message: 'rnnTanh: the initial hidden state must be [1, 2, 2] for input [3, 2, 3], got [1, 3, 2]',
        },
        {
          args: [t(3, 2), t(1, 2, 2), [t(2, 3), t(2, 2)], false, 1, 0, false, false, false],
          error: ShapeError,
          message: 'rnnTanh: input must be [T, N, in], got [3, 2]',
        },
      ];
    },
  },
  composed(
    (
      input: Tensor,
      hx: Tensor,
      params: readonly Tensor[],
      hasBiases: boolean,
      numLayers: number,
      dropout: number,
      train: boolean,
      bidirectional: boolean,
      batchFirst: boolean,
      options?: unknown,
    ) => {
      checkInteger('rnnTanh', 'numLayers', numLayers, 1);
      checkNumber('rnnTanh', 'dropout', dropout);
      const a = { input, hx: [hx], params, hasBiases, numLayers, dropout, train, bidirectional, batchFirst };
      return runRecurrent('rnnTanh', 'tanh', a, options);
    },
  ),
);
