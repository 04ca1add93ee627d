/** Everything in one import: ops and Tensor at the top, the other packages as PyTorch's namespaces. */
export * from '@cresset/tensor';
export * from '@cresset/autograd';
export * as nn from '@cresset/nn';
export * as optim from '@cresset/optim';
export * as data from '@cresset/data';
export * as vision from '@cresset/vision';
export { init, type InitOptions, type InitReport } from './init.js';
