import { Adam, AdamW, type Optimizer, RMSprop, SGD } from '@cresset/optim';
import type { Tensor } from '@cresset/tensor';
import type { OptimizerName } from '../protocol.js';

type Make = (params: Iterable<Tensor>, lr: number) => Optimizer;

export const optimizers: Readonly<Record<OptimizerName, Make>> = {
  sgd: (params, lr) => new SGD(params, { lr, momentum: 0.9 }) as unknown as Optimizer,
  adam: (params, lr) => new Adam(params, { lr }) as unknown as Optimizer,
  adamw: (params, lr) => new AdamW(params, { lr }) as unknown as Optimizer,
  rmsprop: (params, lr) => new RMSprop(params, { lr }) as unknown as Optimizer,
};
