import type { Tensor } from '@cresset/tensor';
import { ArgumentError, detach, viewAs } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import { enableGrad } from '../mode.js';
import { leavesOf, mapTree } from './tree.js';

/** How many transforms are running inside each other. */
let depth = 0;

export type Fn = (...args: never[]) => unknown;

/** Which arguments to differentiate by: a position, or several. Default 0. */
export type ArgNums = number | readonly number[];

export interface TransformOptions {
  /** Arguments to differentiate by (default 0, the first). */
  argnums?: ArgNums;
  /** The function returns `[output, aux]`; `aux` is passed on and not differentiated (default false). */
  hasAux?: boolean;
}

export const transformOptions = (op: string, options: unknown): Required<TransformOptions> =>
  parseOptions(op, options, { argnums: 0 as ArgNums, hasAux: false });

/** A running transform: arguments that can be differentiated by, and what came out. */
export interface Traced {
  /** The tensors differentiated by, from left to right. */
  readonly inputs: readonly Tensor[];
  readonly output: unknown;
  readonly aux: unknown;
  /** Whether an outer transform, or backward, may differentiate the results again. */
  readonly createGraph: boolean;
}

/** A handle that gradients are asked for: a view where the tensor itself is part of a graph, so that both can be. */
function fresh(x: Tensor): Tensor {
  return x.requiresGrad ? viewAs(x, x) : detach(x).requiresGrad_();
}

/**
 * Calls `f` with recorded arguments and hands what happened to `use`, inside the same recording.
 * @throws ArgumentError for positions that the call has no argument at
 */
export function traced<R>(
  op: string,
  f: Fn,
  args: readonly unknown[],
  { argnums, hasAux }: Required<TransformOptions>,
  use: (t: Traced) => R,
): R {
  const positions = (typeof argnums === 'number' ? [argnums] : argnums).map((p) => {
    const at = p < 0 ? p + args.length : p;
    if (!Number.isInteger(at) || at < 0 || at >= args.length) {
      throw new ArgumentError(
        `${op}: argnums has ${p}, the function was called with ${args.length} arguments`,
      );
    }
    return at;
  });
  const createGraph = depth > 0 || positions.some((p) => leavesOf(op, args[p]).some((t) => t.requiresGrad));
  depth++;
  try {
    return enableGrad(() => {
      const given = [...args];
      for (const p of positions) given[p] = mapTree(args[p], fresh);
      const inputs = positions.flatMap((p) => leavesOf(op, given[p]));
      let output: unknown = (f as (...a: unknown[]) => unknown)(...given);
      let aux: unknown = null;
      if (hasAux) {
        if (!Array.isArray(output) || output.length !== 2) {
          throw new ArgumentError(
            `${op}: with hasAux the function must return [output, aux], got ${describe(output)}`,
          );
        }
        [output, aux] = output as [unknown, unknown];
      }
      return use({ inputs, output, aux, createGraph });
    });
  } finally {
    depth--;
  }
}

/** One result for each tensor differentiated by, in the form of the arguments: a list where `argnums` is one. */
export function likeArguments(
  args: readonly unknown[],
  argnums: ArgNums,
  results: readonly unknown[],
): unknown {
  let next = 0;
  const shaped = (p: number): unknown => mapTree(args.at(p), () => results[next++]);
  return typeof argnums === 'number' ? shaped(argnums) : argnums.map(shaped);
}

/** A result as users get it: outside the graph, unless it is to be differentiated again. */
export const released = (tree: unknown, createGraph: boolean): unknown =>
  createGraph ? tree : mapTree(tree, (t) => (t.requiresGrad ? detach(t) : t));
