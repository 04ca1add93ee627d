import type { Tensor } from '@cresset/tensor';
import { GradientError, zerosLike } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import type { Capture } from './backward.js';
import { run, startGradient } from './backward.js';
import { revive } from './node.js';
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

const NO_OPTIONS = {
  gradOutputs: null as readonly (Tensor | null)[] | Tensor | null,
  retainGraph: null as boolean | null,
  createGraph: false,
  allowUnused: false,
  materializeGrads: false,
};

/** @throws GradientError unless there are as many gradients as outputs, where any are given */
function checkCount(op: string, option: string, given: number, outputs: number): void {
  if (given !== outputs)
    throw new GradientError(`${op}: ${given} ${option} were given for ${outputs} outputs`);
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
  const o = parseOptions('grad', options, NO_OPTIONS);
  const outs = list(outputs);
  const wanted = list(inputs);
  const given = o.gradOutputs === null ? null : list(o.gradOutputs);
  if (given !== null) checkCount('grad', 'gradOutputs', given.length, outs.length);
  const starts = outs.map((t, i) => startGradient('grad', t, given?.[i]));
  const edges = wanted.map((t, i) => {
    t.assertAlive('grad');
    const e = edgeOf(t);
    if (e === null) throw new GradientError(`grad: input ${i} doesn't require a gradient`);
    return e;
  });
  const capture: Capture = new Map(edges.map((e) => [e, null]));
  const { createGraph } = o;
  run(
    outs.map((t) => edgeOf(t)!),
    starts,
    { createGraph, retainGraph: o.retainGraph ?? createGraph, capture },
  );
  // One gradient may be that of several inputs, or what was given: each result is a handle of its own to dispose of.
  const handles = new Set<Tensor | null>(given);
  return edges.map((e, i) => {
    const g = capture.get(e) ?? null;
    if (g !== null) {
      g.gradHolds = -1;
      if (!handles.has(g)) {
        handles.add(g);
        return g;
      }
      // A leaf gets its place in the graph first, for both handles to share.
      edgeOf(g);
      return revive(g);
    }
    if (o.materializeGrads) return zerosLike(wanted[i]!);
    if (o.allowUnused) return null;
    throw new GradientError(
      `grad: input ${i} (shape [${wanted[i]!.shape.join(', ')}]) has no part in the outputs; pass { allowUnused: true } to get null for it`,
    );
  });
}

const NO_BACKWARD_OPTIONS = {
  gradTensors: null as readonly (Tensor | null)[] | null,
  retainGraph: null as boolean | null,
  createGraph: false,
};

/** Runs backward from several tensors at once (`torch.autograd.backward`). */
export function backwardAll(
  tensors: readonly Tensor[],
  options: { gradTensors?: readonly (Tensor | null)[]; retainGraph?: boolean; createGraph?: boolean } = {},
): void {
  const o = parseOptions('backwardAll', options, NO_BACKWARD_OPTIONS);
  if (o.gradTensors !== null) checkCount('backwardAll', 'gradTensors', o.gradTensors.length, tensors.length);
  const starts = tensors.map((t, i) => startGradient('backward', t, o.gradTensors?.[i]));
  const { createGraph } = o;
  run(
    tensors.map((t) => edgeOf(t)!),
    starts,
    { createGraph, retainGraph: o.retainGraph ?? createGraph, capture: null },
  );
}
