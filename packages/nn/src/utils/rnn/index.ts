/** `torch.nn.utils.rnn`. */
export type { Lengths } from './lengths.js';
export * from './pack-padded-sequence.js';
export * from './pack-sequence.js';
export * from './packed-sequence.js';
export * from './pad-packed-sequence.js';
export * from './pad-sequence.js';
export * from './unpack-sequence.js';
export * from './unpad-sequence.js';
