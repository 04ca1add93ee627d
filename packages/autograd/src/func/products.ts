import { ArgumentError, ShapeError, type Tensor, zerosLike } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { grad as gradients } from '../grad.js';
import { enableGrad } from '../mode.js';
import type { Fn, Traced } from './transform.js';
import { likeArguments, released, traced } from './transform.js';
import { leavesOf, mapTree } from './tree.js';

const all = (args: readonly unknown[], hasAux: boolean): { argnums: number[]; hasAux: boolean } => ({
  argnums: args.map((_, i) => i),
  hasAux,
});

function checkAlike(op: string, what: string, given: readonly Tensor[], like: readonly Tensor[]): void {
  if (given.length !== like.length) {
    throw new ArgumentError(
      `${op}: ${given.length} tensors were given as ${what}, ${like.length} are needed`,
    );
  }
  given.forEach((g, i) => {
    const [a, b] = [g.shape, like[i]!.shape];
    if (a.length !== b.length || a.some((n, d) => n !== b[d])) {
      throw new ShapeError(
        `${op}: tensor ${i} of the ${what} has shape [${a.join(', ')}], [${b.join(', ')}] is needed`,
      );
    }
  });
}

/**
 * The value of `f`, and the function that multiplies a cotangent with its Jacobian from the left (`torch.func.vjp`).
 *
 * @param options.hasAux `f` returns `[output, aux]`, and `vjp` `[output, vjpFn, aux]` (default false)
 * @returns `[output, vjpFn]`; `vjpFn(cotangent)` gives one result an argument, a lone one for one argument, and may be
 *   called several times
 */
export function vjp(
  f: Fn,
  args: readonly unknown[],
  options: { hasAux?: boolean } = {},
): [unknown, (...cotangents: unknown[]) => unknown, ...unknown[]] {
  const { hasAux } = parseOptions('vjp', options, { hasAux: false });
  const o = all(args, hasAux);
  return traced('vjp', f, args, o, (t) => {
    const outputs = leavesOf('vjp', t.output);
    const pull = (...cotangents: unknown[]): unknown => {
      const given = leavesOf('vjp', cotangents);
      checkAlike('vjp', 'cotangents', given, outputs);
      const results = pullback(t, outputs, given, t.createGraph || given.some((g) => g.requiresGrad));
      const shaped = likeArguments(args, o.argnums, results) as unknown[];
      return args.length === 1 ? shaped[0] : shaped;
    };
    const value = released(t.output, t.createGraph);
    return hasAux ? [value, pull, released(t.aux, t.createGraph)] : [value, pull];
  });
}

function pullback(
  t: Traced,
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  createGraph: boolean,
): Tensor[] {
  const used = outputs.map((y, i) => ({ y, g: cotangents[i]! })).filter(({ y }) => y.requiresGrad);
  if (used.length === 0) return t.inputs.map((x) => zerosLike(x));
  return gradients(
    used.map((u) => u.y),
    t.inputs,
    { gradOutputs: used.map((u) => u.g), retainGraph: true, createGraph, materializeGrads: true },
  ) as Tensor[];
}

/**
 * A linear function of tangents: J·v at the traced point, by differentiating the vector-Jacobian product (linear in its
 * vector) once more (J. Townsend, 2017). Made once for a point, it takes any number of tangents.
 */
export function pushforward(t: Traced): (tangents: readonly Tensor[], createGraph: boolean) => Tensor[] {
  const outputs = leavesOf('jvp', t.output);
  return (tangents, createGraph) =>
    enableGrad(() => {
      const dummies = outputs.map((y) => zerosLike(y).requiresGrad_());
      const live = outputs.flatMap((y, i) => (y.requiresGrad ? [i] : []));
      if (live.length === 0) return outputs.map((y) => zerosLike(y));
      const gs = gradients(
        live.map((i) => outputs[i]!),
        t.inputs,
        {
          gradOutputs: live.map((i) => dummies[i]!),
          retainGraph: true,
          createGraph: true,
          materializeGrads: true,
        },
      ) as Tensor[];
      const used = gs.map((g, i) => ({ g, v: tangents[i]! })).filter(({ g }) => g.requiresGrad);
      if (used.length === 0) return outputs.map((y) => zerosLike(y));
      return gradients(
        used.map((u) => u.g),
        dummies,
        { gradOutputs: used.map((u) => u.v), createGraph, retainGraph: true, materializeGrads: true },
      ) as Tensor[];
    });
}

/**
 * The value of `f` and the product of its Jacobian with tangents (`torch.func.jvp`).
 *
 * @param args arguments of `f`, each a tensor or a tree of tensors
 * @param tangents of the form and shapes of `args`
 * @param options.hasAux `f` returns `[output, aux]`, and `jvp` `[output, tangent, aux]` (default false)
 */
export function jvp(
  f: Fn,
  args: readonly unknown[],
  tangents: readonly unknown[],
  options: { hasAux?: boolean } = {},
): [unknown, unknown, ...unknown[]] {
  const { hasAux } = parseOptions('jvp', options, { hasAux: false });
  return traced('jvp', f, args, all(args, hasAux), (t) => {
    const vs = leavesOf('jvp', tangents);
    checkAlike('jvp', 'tangents', vs, t.inputs);
    const createGraph = t.createGraph || vs.some((v) => v.requiresGrad);
    const pushed = pushforward(t)(vs, createGraph);
    const tangent = mapTree(t.output, (_, i) => pushed[i]);
    const value = released(t.output, createGraph);
    return hasAux ? [value, tangent, released(t.aux, createGraph)] : [value, tangent];
  });
}

/**
 * The value of `f` at `args` and the linear function of tangents that approximates it there (`torch.func.linearize`).
 * @returns `[output, jvpFn]`; `jvpFn(...tangents)` may be called any number of times
 */
export function linearize(f: Fn, ...args: unknown[]): [unknown, (...tangents: unknown[]) => unknown] {
  return traced('linearize', f, args, all(args, false), (t) => {
    const push = pushforward(t);
    const apply = (...tangents: unknown[]): unknown => {
      const vs = leavesOf('linearize', tangents);
      checkAlike('linearize', 'tangents', vs, t.inputs);
      const pushed = push(vs, t.createGraph);
      return mapTree(t.output, (_, i) => pushed[i]);
    };
    return [released(t.output, t.createGraph), apply];
  });
}
