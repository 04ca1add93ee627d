import { laneState, lanesOf } from '../lanes/lanes.js';
import { innerScope } from '../memory/scope.js';
import type { Tensor } from '../tensor.js';

/** A window on a temporary that is gone owns its memory: nobody else can write to it. */
function own(result: unknown): void {
  const t = result as Tensor | null | undefined;
  if (t?.base?.disposed === true) {
    t.base = null;
    t.baseNode = null;
  }
}

/**
 * A function that calls several ops: what it makes on the way is released when it returns (or throws), and what
 * autograd has saved of it stays with the graph.
 */
export function composed<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const before = laneState.current;
    laneState.current = lanesOf(
      args.map((a) => (a instanceof Object && 'lanes' in a ? (a as Tensor) : null)),
    );
    let result: R;
    try {
      result = innerScope(() => f(...args));
    } finally {
      laneState.current = before;
    }
    if (Array.isArray(result)) result.forEach(own);
    else own(result);
    return result;
  };
}
