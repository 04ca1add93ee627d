import type { Tensor } from '@cresset/tensor';
import { GradientError, zerosLike } from '@cresset/tensor';
import type { Capture } from './backward.js';
import { run, startGradient } from './backward.js';
import { edgeOf } from './record.js';

export interface GradOptions {
  /** Gradients of the outputs; default 1 for outputs of one element. */
  gradOutputs?: readonly (Tensor | null)[] | Tensor | null;
  /** Keep the graph for another call (default: the value of `createGraph`). */
  retainGraph?: boolean;
  /** Record this computation too, for gradients of gradients (default false). */
  createGraph?: boolean;
  /** Give null for inputs that the outputs don't depend on, instead of an error (default false). */
  allowUnused?: boolean;
  /** Give zeros instead of null for those (default false; implies `allowUnused`). */
  materializeGrads?: boolean;
}

const list = <T>(v: T | readonly T[]): readonly T[] => (Array.isArray(v) ? v : [v]) as readonly T[];

/**
 * Gradients of `outputs` with respect to `inputs`, without touching any tensor's `grad` (`torch.autograd.grad`).
 *
 * @returns one an input; null only with `allowUnused`
 * @throws GradientError when an input has no part in the outputs, or doesn't require a gradient
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const outs = list(outputs);
  const wanted = list(inputs);
  const given =
    options.gradOutputs === undefined || options.gradOutputs === null ? [] : list(options.gradOutputs);
  const starts = outs.map((o, i) => startGradient('grad', o, given[i]));
  const edges = wanted.map((t, i) => {
    t.assertAlive('grad');
    const e = edgeOf(t);
    if (e === null) throw new GradientError(`grad: input ${i} doesn't require a gradient`);
    return e;
  });
  const capture: Capture = new Map(edges.map((e) => [e, null]));
  const createGraph = options.createGraph ?? false;
  run(
    outs.map((o) => edgeOf(o)!),
    starts,
    { createGraph, retainGraph: options.retainGraph ?? createGraph, capture },
  );
  return edges.map((e, i) => {
    const g = capture.get(e) ?? null;
    if (g !== null) {
      g.gradHolds = -1;
      return g;
    }
    if (options.materializeGrads === true) return zerosLike(wanted[i]!);
    if (options.allowUnused === true) return null;
    throw new GradientError(
      `grad: input ${i} (shape [${wanted[i]!.shape.join(', ')}]) has no part in the outputs; pass { allowUnused: true } to get null for it`,
    );
  });
}

/** Runs backward from several tensors at once (`torch.autograd.backward`). */
export function backwardAll(
  tensors: readonly Tensor[],
  options: { gradTensors?: readonly (Tensor | null)[]; retainGraph?: boolean; createGraph?: boolean } = {},
): void {
  const starts = tensors.map((t, i) => startGradient('backward', t, options.gradTensors?.[i]));
  const createGraph = options.createGraph ?? false;
  run(
    tensors.map((t) => edgeOf(t)!),
    starts,
    { createGraph, retainGraph: options.retainGraph ?? createGraph, capture: null },
  );
}
