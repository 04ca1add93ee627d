import type { Attributes } from '../backend/contract.js';
import type { Tensor } from '../tensor.js';

/**
 * How a call was carried out: kernels of the op's own, the backend's override, calls of other ops, no work at all, or a
 * routine of the backend.
 */
export type Path = 'kernel' | 'override' | 'composite' | 'view' | 'routine';

/** Watches every call of an op: the profiler, the tracer, tests that count. Composites are told after their parts. */
export interface Observer {
  called(
    name: string,
    inputs: readonly (Tensor | null)[],
    attributes: Attributes,
    outputs: readonly Tensor[],
    path: Path,
  ): void;
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

let telling = false;

/** What an observer calls itself isn't observed: it would never end. */
export function tellObservers(
  name: string,
  inputs: readonly (Tensor | null)[],
  attributes: Attributes,
  outputs: readonly Tensor[],
  path: Path = 'kernel',
): void {
  if (telling) return;
  telling = true;
  try {
    for (const o of [...observers]) o.called(name, inputs, attributes, outputs, path);
  } finally {
    telling = false;
  }
}
