/** Ways to fill parameters, in place and without recording: `torch.nn.init`. */
export * from './constant.js';
export * from './dirac.js';
export { calculateGain, type FanMode, type Nonlinearity } from './fan.js';
export * from './kaiming.js';
export * from './orthogonal.js';
export * from './random.js';
export * from './sparse.js';
export * from './xavier.js';
