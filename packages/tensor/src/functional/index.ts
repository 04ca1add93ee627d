/** Everything that PyTorch keeps in `torch.nn.functional`; `@cresset/nn` exports it under that name. */
export * from '../ops/functional.gen.js';
