import type { PublicOp } from '../../registry.js';
import { publicOps } from '../../registry.js';

const snake = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a}_${b.toLowerCase()}`);

/** PyTorch's names of an op, without `torch.`: its declared oracle, and its own path in snake case. */
function namesOf(op: PublicOp): string[] {
  const declared = /^torch\.(?:Tensor\.)?([\w.]+)$/.exec(op.op.torch ?? '')?.[1];
  const path = snake(op.path).replace(/^functional\./, 'nn.functional.');
  return declared === undefined ? [path] : [declared, path];
}

/** Finds the op behind a name of PyTorch's OpInfo database. */
export function opFinder(): (name: string) => PublicOp | null {
  const byName = new Map<string, PublicOp>();
  const names = publicOps().map((op) => ({ op, names: namesOf(op) }));
  const add = (name: string | undefined, op: PublicOp): void => {
    if (name !== undefined && !byName.has(name)) byName.set(name, op);
  };
  // Some ops are compared with a function of another name: that function's own op comes first.
  for (const { op, names: list } of names) if (list.every((name) => name === list[0])) add(list[0], op);
  for (const place of [0, 1]) for (const { op, names: list } of names) add(list[place], op);
  const functional = 'nn.functional.';
  return (name) => {
    const other = name.startsWith(functional) ? name.slice(functional.length) : functional + name;
    return byName.get(name) ?? byName.get(other) ?? null;
  };
}
