import type { Tensor } from '../tensor.js';
import { setTracker } from './scope.js';

/** Tensors that were made at one place of the program and are still there. */
export interface Leak {
  /** The stack of the call that made them, innermost first. */
  readonly stack: string;
  readonly count: number;
  readonly bytes: number;
}

/** A running search for leaks. */
export interface LeakWatch {
  /** Tensors made since the start that were neither disposed nor collected, most bytes first. */
  report(): Leak[];
  /** Ends the search. */
  stop(): void;
}

/**
 * Remembers where every tensor is made, from now on. A debug mode: it makes each op several times slower. Tensors that
 * only wait for the garbage collector are reported too; run `globalThis.gc()` (node --expose-gc) before `report()`.
 */
export function watchLeaks(): LeakWatch {
  const made: { ref: WeakRef<Tensor>; stack: string; bytes: number }[] = [];
  setTracker((t) => {
    const stack = (new Error().stack ?? '').split('\n').slice(4).join('\n');
    made.push({ ref: new WeakRef(t), stack, bytes: t.length * t.dtype.bytes });
  });
  return {
    report() {
      const places = new Map<string, { count: number; bytes: number }>();
      for (const { ref, stack, bytes } of made) {
        const t = ref.deref();
        if (t === undefined || t.disposed) continue;
        const place = places.get(stack) ?? { count: 0, bytes: 0 };
        place.count++;
        place.bytes += bytes;
        places.set(stack, place);
      }
      return [...places].map(([stack, p]) => ({ stack, ...p })).sort((a, b) => b.bytes - a.bytes);
    },
    stop() {
      setTracker(null);
    },
  };
}
