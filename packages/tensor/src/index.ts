export { Device, type DeviceLike, defaultDevice, listDevices, setDefaultDevice } from './device.js';
export * from './dtype.js';
// The dtypes, not the functions behind the methods `x.bool()` and `x.bfloat16()`.
export { bfloat16, bool } from './dtype.js';
export * from './errors.js';
export * as fft from './fft/index.js';
export * as functional from './functional/index.js';
export { e, inf, nan, pi } from './inspect/constants.js';
export {
  broadcastShapes,
  isComplex,
  isFloatingPoint,
  isNonzero,
  isTensor,
  numel,
  typename,
} from './inspect/predicates.js';
export {
  areDeterministicAlgorithmsEnabled,
  getNumThreads,
  isDeterministicAlgorithmsWarnOnlyEnabled,
  setNumThreads,
  useDeterministicAlgorithms,
} from './inspect/settings.js';
export { canCast, type FloatInfo, finfo, type IntegerInfo, iinfo } from './inspect/type-info.js';
export {
  getPrintOptions,
  type PrintOptions,
  setPrintOptions,
  setPrintOptions as setPrintoptions,
} from './io/print-options.js';
export * as linalg from './linalg/index.js';
export { type Leak, type LeakWatch, watchLeaks } from './memory/leaks.js';
export { scope } from './memory/scope.js';
export { type ExplainedCall, explain } from './op/explain.js';
export { type Observer, observe, type Path } from './op/observers.js';
export { defineUpdate, Update, type UpdateBody, type UpdateOperands } from './op/update.js';
export * from './ops/index.gen.js';
export { type Index, Slice, slice } from './ops/indexing/slice.js';
export { promoteTypes, resultType } from './promote.js';
export { defaultGenerator, Generator, type GeneratorState, manualSeed } from './random/generator.js';
export { forkRng, getRngState, initialSeed, seed, setRngState } from './random/state.js';
export type { Shape as Size } from './shape.js';
export * as special from './special/index.js';
export { Tensor } from './tensor.js';
export { type Plugin, use } from './use.js';
