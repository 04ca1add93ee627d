import type { Tensor } from '@cresset/tensor';
import * as exported from '@cresset/tensor';
import type { OpInfo } from '@cresset/tensor/engine';

/** A public function that carries its declaration. */
export interface PublicOp {
  /** As a user writes it: `add`, `linalg.norm`. */
  readonly path: string;
  readonly op: OpInfo;
  readonly call: (...args: unknown[]) => unknown;
  /** The method takes its arguments in another order than the function. */
  readonly methodForm: boolean;
}

type Walked = Record<string, unknown>;

const isOp = (v: unknown): v is ((...args: unknown[]) => unknown) & { op: OpInfo } =>
  typeof v === 'function' && typeof (v as { op?: unknown }).op === 'object';

/** Namespaces (`linalg`, `special`) are plain or module objects. */
const isNamespace = (v: unknown): v is Walked => {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;
  const prototype = Object.getPrototypeOf(v);
  return prototype === Object.prototype || prototype === null;
};

function walk(value: Walked, prefix: string, found: Map<OpInfo, PublicOp>): void {
  // The order of a module's exports is the loader's affair: an op is known by the name it declares, if it has it here.
  const declared = ([name, v]: [string, unknown]): boolean => isOp(v) && v.op.name === name;
  const entries = Object.entries(value);
  const ordered = [...entries.filter(declared), ...entries.filter((e) => !declared(e))];
  for (const [name, v] of ordered) {
    if (isOp(v)) {
      // An op under two names is tested once.
      if (found.has(v.op)) continue;
      const methodForm = (v as { methodForm?: unknown }).methodForm !== undefined;
      found.set(v.op, { path: prefix + name, op: v.op, call: v, methodForm });
    }
  }
}

/** Namespaces that hold what the package itself exports too, under shorter names of theirs. */
const aliases = new Set(['special']);

/** Every public op of `@cresset/tensor`, by the declaration that its function carries. There is no other list. */
export function publicOps(): readonly PublicOp[] {
  const found = new Map<OpInfo, PublicOp>();
  const all = exported as Walked;
  const namespaces = Object.keys(all).filter((name) => isNamespace(all[name]));
  // An op that both have is tested under the namespace's name, except where that one only repeats it.
  for (const n of namespaces.filter((n) => !aliases.has(n))) walk(all[n] as Walked, `${n}.`, found);
  walk(all, '', found);
  for (const n of namespaces.filter((n) => aliases.has(n))) walk(all[n] as Walked, `${n}.`, found);
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The in-place form of an op on `t`. */
export function inPlaceOf(op: PublicOp, t: Tensor): (...args: unknown[]) => unknown {
  if (!op.path.includes('.')) return methodOf(t, `${op.op.name}_`);
  // Ops of a namespace are no methods; what they declare is called as it stands.
  const { inplace } = op.call as unknown as { inplace: (t: Tensor, ...args: unknown[]) => unknown };
  return (...args) => inplace(t, ...args);
}

/** The method of `t` that an op declares, without its first argument. */
export function methodOf(t: Tensor, name: string): (...args: unknown[]) => unknown {
  const method = (t as unknown as Record<string, unknown>)[name];
  if (typeof method !== 'function')
    throw new Error(`${name}: declared as a method, but Tensor has none of this name`);
  return method.bind(t) as (...args: unknown[]) => unknown;
}
