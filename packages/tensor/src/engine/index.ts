/** What an observer of calls needs: autograd, and later `compile`. Not for users. */

export type { Attributes } from '../backend/contract.js';
export * from '../grad/mode.js';
export { isStale, windowOf } from '../grad/window.js';
export type { Lanes, Randomness } from '../lanes/lanes.js';
export { closeLevel, isRunning, openLevel } from '../lanes/lanes.js';
export { aliasOf, makeView } from '../memory/make.js';
export { closeScope, openScope, swapScope, temporaries } from '../memory/scope.js';
export { Primitive, withoutOverrides } from '../op/define.js';
export type { ErrorSample, OpInfo, Sample, SampleMaker, ToleranceClass } from '../op/info.js';
export { type Observer, observe } from '../op/observers.js';
export { alignLanes, hideLane, showLane, sumLane } from '../ops/lanes/lane.js';
export { denseCopy } from '../ops/movement/dense.js';
export { windowScatter, windowView } from '../ops/movement/window.js';
export type { Shape } from '../shape.js';
export { sameShape, showShape } from '../shape.js';
