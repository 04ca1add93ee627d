import { flushPending } from '../queue/pending.js';
import type { Tensor } from '../tensor.js';

/** Tensors made in the innermost open scope, or null outside of any. */
let open: Tensor[] | null = null;

/** Async scopes that ended while a younger one was open, with the scopes around them. */
const ended = new WeakMap<Tensor[], Tensor[] | null>();

/** The scope itself, or the innermost around it that is still open. */
function stillOpen(s: Tensor[] | null): Tensor[] | null {
  let at = s;
  while (at !== null && ended.has(at)) at = ended.get(at)!;
  return at;
}

/** The leak search, when it runs: see `leaks.ts`. */
let tracker: ((t: Tensor) => void) | null = null;

/** @internal */
export function setTracker(t: ((t: Tensor) => void) | null): void {
  tracker = t;
}

/** Called for every new tensor handle. */
export function track(t: Tensor): void {
  if (open !== null) open.push(t);
  if (tracker !== null) tracker(t);
}

/** Tensors inside a result: the value itself, arrays, and plain objects of them. */
function collect(value: unknown, isTensor: (v: unknown) => v is Tensor, into: Set<Tensor>): void {
  if (isTensor(value)) into.add(value);
  else if (Array.isArray(value)) for (const v of value) collect(v, isTensor, into);
  else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    for (const v of Object.values(value)) collect(v, isTensor, into);
  }
}

let tensorTest: (v: unknown) => v is Tensor = (_v): _v is Tensor => false;

/** Set once by `tensor.ts`, which this file can't import without a cycle. */
export function setTensorTest(test: (v: unknown) => v is Tensor): void {
  tensorTest = test;
}

function close(made: Tensor[], outer: Tensor[] | null, result: unknown): void {
  const kept = new Set<Tensor>();
  collect(result, tensorTest, kept);
  for (const t of made) {
    if (kept.has(t) || t.isKept) {
      if (outer !== null) outer.push(t);
    } else t.dispose();
  }
}

/** Ends a step of work, unless a scope around it will. @internal */
export function flushOutsideScopes(): void {
  if (open === null) flushPending();
}

/** Promises settle in any order: only the innermost scope gives way to the one around it. */
function closeAsync(made: Tensor[], outer: Tensor[] | null, result: unknown): void {
  ended.set(made, outer);
  open = stillOpen(open);
  close(made, stillOpen(outer), result);
}

/**
 * Runs `body` and releases every tensor made in it, except those it returns (in arrays and plain objects too), those
 * marked by `keep`, and what autograd has saved. Scopes nest: what one returns belongs to the next outer one.
 *
 * An async body holds the scope until its promise settles; tensors that unrelated code makes meanwhile are counted as
 * made in it, so await async scopes one after the other.
 */
export function scope<R>(body: () => R): R {
  const outermost = open === null;
  const result = innerScope(body);
  if (!outermost) return result;
  // Now it is known which results queued commands needn't write.
  if (result instanceof Promise) return result.finally(flushPending) as R;
  flushPending();
  return result;
}

/** A scope inside an op or a layer, which is no place to give queued commands to the device. @internal */
export function innerScope<R>(body: () => R): R {
  const outer = open;
  const made: Tensor[] = [];
  open = made;
  let result: R;
  try {
    result = body();
  } catch (error) {
    open = outer;
    close(made, outer, null);
    throw error;
  }
  if (result instanceof Promise) {
    return result.then(
      (value: unknown) => {
        closeAsync(made, outer, value);
        return value;
      },
      (error: unknown) => {
        closeAsync(made, outer, null);
        throw error;
      },
    ) as R;
  }
  open = outer;
  close(made, outer, result);
  return result;
}

/**
 * The cheap form for internal code: everything made between `openScope` and `closeScope` is released, except `kept`.
 * @internal
 */
export function openScope(): Tensor[] | null {
  const outer = open;
  open = [];
  return outer;
}

/**
 * Ends what `openScope` began and returned.
 * @param own whether the kept ones become the property of a running backward, which releases them when it has used them
 * @internal
 */
export function closeScope(
  outer: Tensor[] | null,
  kept: readonly (Tensor | null)[] | null,
  own = false,
): void {
  const made = open!;
  open = outer;
  for (let i = 0; i < made.length; i++) {
    const t = made[i]!;
    if (t.isKept || kept?.includes(t)) {
      if (outer !== null) outer.push(t);
      if (own && !t.isKept) t.gradHolds = 0;
    } else t.dispose();
  }
}

/** Lets new tensors belong to another open scope, or to none; returns the one that was open. @internal */
export function swapScope(to: Tensor[] | null): Tensor[] | null {
  const before = open;
  open = to;
  return before;
}

/** Runs `body` and releases all that it made, except the tensors it returns. @internal */
export function temporaries<R extends readonly (Tensor | null)[]>(body: () => R): R {
  const outer = openScope();
  let result: R | null = null;
  try {
    result = body();
    return result;
  } finally {
    closeScope(outer, result);
  }
}
