/** Functions that take a function and give another (`torch.func`). */

export { grad, gradAndValue } from './grad.js';
export { hessian, jacfwd, jacrev } from './jacobian.js';
export { jvp, linearize, vjp } from './products.js';
export type { ArgNums, Fn, TransformOptions } from './transform.js';
export type { Tree } from './tree.js';
export type { Dims, VmapOptions } from './vmap.js';
export { vmap } from './vmap.js';
