export * from './constant-lr.js';
export * from './cosine-annealing-lr.js';
export * from './cosine-annealing-warm-restarts.js';
export * from './exponential-lr.js';
export * from './lambda-lr.js';
export * from './linear-lr.js';
export * from './multi-step-lr.js';
export * from './one-cycle-lr.js';
export * from './polynomial-lr.js';
export * from './reduce-lr-on-plateau.js';
export {
  LRScheduler,
  type Schedulable,
  type ScheduledGroup,
  type SchedulerOptions,
  type SchedulerStateDict,
} from './scheduler.js';
export * from './sequential-lr.js';
export * from './step-lr.js';
