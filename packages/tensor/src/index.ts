export { Device, type DeviceLike, defaultDevice, listDevices, setDefaultDevice } from './device.js';
export * from './dtype.js';
// The dtypes, not the functions behind the methods `x.bool()` and `x.bfloat16()`.
export { bfloat16, bool } from './dtype.js';
export * from './errors.js';
export * as functional from './functional/index.js';
export { getPrintOptions, type PrintOptions, setPrintOptions } from './io/print-options.js';
export { type Leak, type LeakWatch, watchLeaks } from './memory/leaks.js';
export { scope } from './memory/scope.js';
export { type ExplainedCall, explain } from './op/explain.js';
export { type Observer, observe, type Path } from './op/observers.js';
export { defineUpdate, Update, type UpdateBody, type UpdateOperands } from './op/update.js';
export * from './ops/index.gen.js';
export { type Index, Slice, slice } from './ops/indexing/slice.js';
export { promoteTypes, resultType } from './promote.js';
export { defaultGenerator, Generator, type GeneratorState, manualSeed } from './random/generator.js';
export * as special from './special/index.js';
export { Tensor } from './tensor.js';
export { type Plugin, use } from './use.js';
