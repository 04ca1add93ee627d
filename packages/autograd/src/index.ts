export { detectAnomaly, setDetectAnomaly } from './anomaly.js';
export { checkpoint } from './checkpoint.js';
export { autograd } from './engine.js';
export { dualLevel, makeDual, unpackDual } from './forward-ad.js';
export * as func from './func/index.js';
export { type CustomFunction, customFunction, type FunctionContext } from './function.js';
export { type HigherOptions, hessian, hvp, jacobian, jvp, vhp, vjp } from './functional.js';
export { backwardAll, type GradOptions, grad } from './grad.js';
export { type GradcheckOptions, gradcheck, gradgradcheck } from './gradcheck.js';
export {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from './mode.js';
export { type SavedTensorsHooks, savedTensorsHooks, saveOnCpu } from './saved-hooks.js';
