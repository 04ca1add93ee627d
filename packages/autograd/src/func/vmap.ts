import { ArgumentError, cat, ShapeError, Tensor } from '@cresset/tensor';
import type { Randomness } from '@cresset/tensor/engine';
import { closeLevel, hideLane, openLevel, showLane } from '@cresset/tensor/engine';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import type { Fn } from './transform.js';
import { leavesOf, mapTree } from './tree.js';

/** Which dimension of an argument or result is the batch: for all tensors in it, or in its form; null: not batched. */
export type Dims = number | null | readonly Dims[] | { readonly [name: string]: Dims };

export interface VmapOptions {
  /** Batch dimension of the arguments: one for all, or a list with one an argument (default 0). */
  inDims?: Dims;
  /** Where the batch dimension goes in the results (default 0). */
  outDims?: Dims;
  /** Random ops refuse (default), draw for each element of the batch, or once for all. */
  randomness?: Randomness;
  /** Largest number of elements to run at once (default: all), for less memory. */
  chunkSize?: number | null;
}

/** The dims for each tensor of a tree, from left to right. */
function dimsOf(op: string, tree: unknown, dims: Dims): (number | null)[] {
  if (dims === null || typeof dims === 'number') return leavesOf(op, tree).map(() => dims);
  if (tree instanceof Tensor || typeof tree !== 'object' || tree === null) {
    throw new ArgumentError(`${op}: the dims ${describe(dims)} don't have the form of the tensors`);
  }
  const parts = tree as Record<string, unknown>;
  const given = dims as Record<string, Dims>;
  const names = Object.keys(parts);
  if (names.length !== Object.keys(given).length || names.some((n) => given[n] === undefined)) {
    throw new ArgumentError(
      `${op}: dims are given for ${Object.keys(given).join(', ')}, the tensors are ${names.join(', ')}`,
    );
  }
  return names.flatMap((n) => dimsOf(op, parts[n], given[n]!));
}

function normalize(name: string, dim: number, rank: number): number {
  const at = dim < 0 ? dim + rank : dim;
  if (!Number.isInteger(dim) || at < 0 || at >= rank) {
    throw new ArgumentError(`vmap: ${name} has ${dim}, which is no dimension of a tensor with ${rank}`);
  }
  return at;
}

/**
 * The function that runs `f` on all elements of a batch at once (`torch.func.vmap`). Inside, tensors look as one element
 * of the batch does; kernels run over all of them. Ops that know nothing of batches (decompositions of matrices, Fourier
 * transforms) are called once for each element, and say so once.
 *
 * ```ts
 * const each = func.vmap(func.grad(lossOfOneSample), { inDims: [null, 0, 0] });
 * const gradients = each(parameters, images, labels); // [batch, ...] a parameter
 * ```
 *
 * @param f takes and gives tensors, or arrays and plain objects of them; values can't be read inside
 * @param options.inDims batch dimension of each argument, null for what is the same for all (default 0)
 * @param options.outDims batch dimension of each result (default 0)
 * @param options.randomness `'error'` (default), `'different'` for each element, or `'same'` for all
 * @param options.chunkSize run so many elements at once (default: all)
 * @throws ShapeError when batches differ in size
 * @throws ArgumentError when nothing is batched, or dims don't fit
 */
export function vmap(f: Fn, options: VmapOptions = {}): (...args: unknown[]) => unknown {
  const o = parseOptions('vmap', options, {
    inDims: 0 as Dims,
    outDims: 0 as Dims,
    randomness: 'error' as Randomness,
    chunkSize: null as number | null,
  });
  if (!['error', 'different', 'same'].includes(o.randomness)) {
    throw new ArgumentError(
      `vmap: randomness must be 'error', 'different' or 'same', got ${describe(o.randomness)}`,
    );
  }
  if (o.chunkSize !== null && !(Number.isInteger(o.chunkSize) && o.chunkSize > 0)) {
    throw new ArgumentError(`vmap: chunkSize must be a positive integer, got ${describe(o.chunkSize)}`);
  }
  return (...args) => {
    const dims = dimsOf('vmap', args, Array.isArray(o.inDims) ? o.inDims : args.map(() => o.inDims));
    const leaves = leavesOf('vmap', args);
    const batched = leaves.map((t, i) => (dims[i] === null ? null : normalize('inDims', dims[i]!, t.ndim)));
    const first = batched.findIndex((d) => d !== null);
    if (first < 0) throw new ArgumentError('vmap: no argument is batched; give at least one a dim in inDims');
    const size = leaves[first]!.shape[batched[first]!]!;
    leaves.forEach((t, i) => {
      const d = batched[i];
      if (d === null || d === undefined || t.shape[d] === size) return;
      throw new ShapeError(
        `vmap: batches differ in size: tensor ${first} has ${size} elements along dim ${batched[first]}, tensor ${i} has ${t.shape[d]} along dim ${d}`,
      );
    });
    const whole = o.chunkSize === null || o.chunkSize >= size;
    if (whole) return once(f, args, batched, size, o);
    const parts: unknown[] = [];
    for (let start = 0; start < size; start += o.chunkSize!) {
      const n = Math.min(o.chunkSize!, size - start);
      const chunk = mapTree(args, (t, i) => (batched[i] === null ? t : t.narrow(batched[i]!, start, n)));
      parts.push(once(f, chunk as unknown[], batched, n, o));
    }
    const all = parts.map((p) => leavesOf('vmap', p));
    const outDims = dimsOf('vmap', parts[0], o.outDims);
    return mapTree(parts[0], (t, i) =>
      outDims[i] === null
        ? t
        : cat(
            all.map((l) => l[i]!),
            outDims[i]!,
          ),
    );
  };
}

function once(
  f: Fn,
  args: readonly unknown[],
  batched: readonly (number | null)[],
  size: number,
  o: { readonly outDims: Dims; readonly randomness: Randomness },
): unknown {
  const { id: level } = openLevel(size, o.randomness);
  let result: unknown;
  try {
    const lanes = mapTree(args, (t, i) => (batched[i] === null ? t : hideLane(t, batched[i]!, level)));
    result = (f as (...a: unknown[]) => unknown)(...(lanes as unknown[]));
  } finally {
    closeLevel();
  }
  if (result instanceof Promise) {
    throw new ArgumentError(
      'vmap: the function must not be async: it runs once for all elements of the batch',
    );
  }
  const dims = dimsOf('vmap', result, o.outDims);
  return mapTree(result, (t, i) => {
    const d = dims[i];
    if (d !== null) return showLane(t, normalize('outDims', d!, t.ndim + 1), { level, size });
    if (t.lanes?.levels.includes(level) !== true) return t;
    throw new ArgumentError(`vmap: outDims has null for tensor ${i} of the results, which is batched`);
  });
}
