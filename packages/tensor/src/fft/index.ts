/** Everything that PyTorch keeps in `torch.fft`. */

export * from '../ops/fft.gen.js';
