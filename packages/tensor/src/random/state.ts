import type { GeneratorState } from './generator.js';
import { defaultGenerator } from './generator.js';

/** What the default generator is at; `setRngState` goes on from there. PyTorch gives a byte tensor, here it is an object. */
export function getRngState(): GeneratorState {
  return defaultGenerator().getState();
}

/** Lets the default generator go on where `getRngState` was called. */
export function setRngState(newState: GeneratorState): void {
  defaultGenerator().setState(newState);
}

/** The seed that the default generator started from. */
export function initialSeed(): number {
  return defaultGenerator().initialSeed();
}

/** Gives the default generator a seed of no pattern, and returns it. */
export function seed(): number {
  const value = Math.floor(Math.random() * 2 ** 53);
  defaultGenerator().manualSeed(value);
  return value;
}

/**
 * Runs `body` and puts the default generator back to where it was before, whatever was drawn or seeded in it; if it gives
 * a promise, when that settles. There is one generator for all devices, so no list of devices is taken.
 */
export function forkRng<R>(body: () => R): R {
  const before = getRngState();
  let result: R;
  try {
    result = body();
  } catch (error) {
    setRngState(before);
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => setRngState(before)) as R;
  setRngState(before);
  return result;
}
