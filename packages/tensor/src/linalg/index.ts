/** Everything that PyTorch keeps in `torch.linalg`. */

export { LinAlgError } from '../errors.js';
export * from '../ops/linalg.gen.js';
