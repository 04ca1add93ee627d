export * from './adagrad.js';
export { Adam, type AdamOptions } from './adam.js';
export * from './adamw.js';
export * from './optimizer.js';
export * from './rmsprop.js';
export * as lrScheduler from './schedulers/index.js';
export * from './schedulers/index.js';
export * from './sgd.js';
export type { GroupState, OptimizerStateDict } from './state-dict.js';
