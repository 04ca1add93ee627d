import { scope } from '../memory/scope.js';

/**
 * A function that calls several ops: what it makes on the way is released when it returns (or throws), and what
 * autograd has saved of it stays with the graph.
 */
export function composed<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => R {
  return (...args) => scope(() => f(...args));
}
