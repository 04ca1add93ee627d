/** Everything in one import: ops and Tensor at the top, the other packages as PyTorch's namespaces. */

export * from '@cresset/autograd';
export { load, safetensors, save } from '@cresset/checkpoint';
export * as data from '@cresset/data';
export * as nn from '@cresset/nn';
export { warmup } from '@cresset/nn';
export * as optim from '@cresset/optim';
export * from '@cresset/tensor';
export * as vision from '@cresset/vision';
export * as func from './func.js';
export { type InitOptions, type InitReport, init } from './init.js';
