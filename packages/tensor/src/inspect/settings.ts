import { listDevices } from '../device.js';
import { ArgumentError } from '../errors.js';
import { checkBoolean, checkInteger, parseOptions } from '../op/options.js';

let deterministic = false;
let warnOnly = false;

/**
 * Asks for results that are the same in every run. On the devices `reference` and `cpu` they are anyway: sums have a fixed
 * order whatever the number of threads, and repeated indices of scatters are taken in row-major order. On GPUs, additions
 * to one place (`indexAdd`, the gradients of `gather` and of embeddings) come in any order and their rounding differs from
 * run to run; the setting is kept for backends to read and doesn't change the kernels of today.
 *
 * @param mode whether to ask for it
 * @param options.warnOnly a warning instead of an error where an op can't do it (default false)
 */
export function useDeterministicAlgorithms(mode: boolean, options?: { warnOnly?: boolean }): void {
  const o = parseOptions('useDeterministicAlgorithms', options, { warnOnly: false });
  deterministic = checkBoolean('useDeterministicAlgorithms', 'mode', mode);
  warnOnly = checkBoolean('useDeterministicAlgorithms', 'warnOnly', o.warnOnly);
}

/** Whether `useDeterministicAlgorithms(true)` was called. */
export function areDeterministicAlgorithmsEnabled(): boolean {
  return deterministic;
}

/** Whether it was called with `warnOnly`. */
export function isDeterministicAlgorithmsWarnOnlyEnabled(): boolean {
  return deterministic && warnOnly;
}

const threaded = () =>
  listDevices().flatMap((d) => (d.backend.threads === undefined ? [] : [d.backend.threads]));

/** Number of threads of the native CPU backend; 1 where there is none. */
export function getNumThreads(): number {
  return threaded()[0]?.get() ?? 1;
}

/**
 * Sets the number of threads of the native CPU backend.
 *
 * @throws ArgumentError for numbers below 1, and where no backend has threads to set
 */
export function setNumThreads(int: number): void {
  const n = checkInteger('setNumThreads', 'int', int, 1);
  const backends = threaded();
  for (const b of backends) b.set(n);
  if (backends.length === 0 && n !== 1) {
    throw new ArgumentError(
      `setNumThreads: no registered backend has threads to set (asked for ${n}); the native backend is registered with use(cpu())`,
    );
  }
}
