import type { OpInfo } from './info.js';

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** An op of a namespace under a name of `torch.*` too, and as a method: the same function, samples and errors. */
export function aliasOp<O>(name: string, original: unknown, torch = `torch.${snake(name)}`): O {
  const f = original as ((...args: unknown[]) => unknown) & { readonly op: OpInfo };
  const op: OpInfo = { ...f.op, name, method: true, torch };
  return Object.assign((...args: unknown[]) => f(...args), { op }) as unknown as O;
}
