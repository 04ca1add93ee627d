/** What packages built on tensors need besides the public API: layers, optimizers, data sets. */

export { devicesReady, toDevice as findDevice } from '../device.js';
export { flushOutsideScopes, innerScope } from '../memory/scope.js';
export { setData } from '../memory/set-data.js';
export { toCamelCase, toSnakeCase } from '../names.js';
export {
  checkBoolean,
  checkInteger,
  checkNumber,
  describe,
  parseOptions,
  positionalOrNamed,
} from '../op/options.js';
export { normalizeDim, type Shape, sameShape, showShape } from '../shape.js';
