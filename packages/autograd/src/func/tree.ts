import { ArgumentError, Tensor } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';

/** Tensors in arrays and plain objects, as deep as one likes: parameters by name, batches of inputs and targets. */
export type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree };

function isPlain(v: unknown): v is Record<string, unknown> {
  if (typeof v !== 'object' || v === null) return false;
  const prototype: unknown = Object.getPrototypeOf(v);
  return prototype === Object.prototype || prototype === null;
}

/** The tensors of a tree from left to right. @throws ArgumentError for anything else among them */
export function leavesOf(op: string, tree: unknown): Tensor[] {
  if (tree instanceof Tensor) return [tree];
  if (Array.isArray(tree)) return tree.flatMap((t) => leavesOf(op, t));
  if (isPlain(tree)) return Object.values(tree).flatMap((t) => leavesOf(op, t));
  throw new ArgumentError(
    `${op}: expected tensors, or arrays and plain objects of them, got ${describe(tree)}`,
  );
}

/** A tree of the same form with each tensor replaced. */
export function mapTree<R>(tree: unknown, f: (leaf: Tensor, position: number) => R): unknown {
  let next = 0;
  const visit = (t: unknown): unknown => {
    if (t instanceof Tensor) return f(t, next++);
    if (Array.isArray(t)) return t.map(visit);
    if (isPlain(t)) return Object.fromEntries(Object.entries(t).map(([k, v]) => [k, visit(v)]));
    return t;
  };
  return visit(tree);
}
