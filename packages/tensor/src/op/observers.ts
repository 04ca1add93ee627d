import type { Attributes } from '../backend/contract.js';
import type { Tensor } from '../tensor.js';

/** Watches every call of an op: the profiler, the tracer, tests that count. */
export interface Observer {
  called(name: string, inputs: readonly (Tensor | null)[], attributes: Attributes, outputs: readonly Tensor[]): void;
}

/** @internal read on the hot path */
export const observers: Observer[] = [];

/** Starts watching; the result ends it. */
export function observe(observer: Observer): { remove(): void } {
  observers.push(observer);
  return {
    remove() {
      const at = observers.indexOf(observer);
      if (at >= 0) observers.splice(at, 1);
    },
  };
}

export function tellObservers(
  name: string,
  inputs: readonly (Tensor | null)[],
  attributes: Attributes,
  outputs: readonly Tensor[],
): void {
  for (const o of observers) o.called(name, inputs, attributes, outputs);
}
