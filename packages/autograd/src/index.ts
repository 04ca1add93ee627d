export { autograd } from './engine.js';
export { backwardAll, grad, type GradOptions } from './grad.js';
export {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from './mode.js';
export { detectAnomaly, setDetectAnomaly } from './anomaly.js';
export { customFunction, type CustomFunction, type FunctionContext } from './function.js';
export { hessian, type HigherOptions, jacobian, jvp, vjp } from './functional.js';
export { gradcheck, type GradcheckOptions, gradgradcheck } from './gradcheck.js';
export { checkpoint } from './checkpoint.js';
