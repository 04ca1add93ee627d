/** What a backend author needs, and all that a backend may import. */

export * from '../dtype.js';
export * from '../errors.js';
export * from '../expr/instructions.js';
export { running } from '../op/running.js';
export { flushPending } from '../queue/pending.js';
export { philox, uniform32, uniform64 } from '../random/philox.js';
export * from './contract.js';
export * from './spec.js';
