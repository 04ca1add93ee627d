/** `torch.nn.utils`. */
export * from './clip-grad-norm.js';
export * from './clip-grad-value.js';
export * from './parameters-to-vector.js';
export * as rnn from './rnn/index.js';
