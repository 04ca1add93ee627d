/** Everything that PyTorch keeps in `torch.nn.functional`; `@cresset/nn` exports it under that name. */
export * from '../ops/functional.gen.js';
// Ops that are functions of both namespaces.
export { pdist } from '../ops/linalg/pdist.js';
export * from '../ops/nn/functional/in-place-forms.js';
export { sigmoid } from '../ops/pointwise/sigmoid.js';
export { tanh } from '../ops/pointwise/tanh.js';
