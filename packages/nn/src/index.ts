export { functional, functional as F } from '@cresset/tensor';
export * from './activations/index.js';
export * from './containers/module-dict.js';
export * from './containers/module-list.js';
export * from './containers/parameter-dict.js';
export * from './containers/parameter-list.js';
export * from './containers/sequential.js';
export type { FactoryOptions } from './factory.js';
export { functionalCall, type State } from './func/functional-call.js';
export { stackModuleState } from './func/stack-module-state.js';
export * as init from './init/index.js';
export * from './layers/index.js';
export * from './losses/index.js';
export type {
  BackwardHook,
  BackwardPreHook,
  ForwardHook,
  ForwardPreHook,
  Grads,
  HookHandle,
  HookOptions,
} from './module/hooks.js';
export * from './module/module.js';
export {
  type LoadOptions,
  type LoadResult,
  type Mismatch,
  type StateDict,
  StateDictError,
  type StateSource,
} from './module/state-dict.js';
export * from './parameter.js';
export * as utils from './utils/index.js';
export { type InputSpec, type WarmupOptimizer, type WarmupOptions, warmup } from './warmup.js';
