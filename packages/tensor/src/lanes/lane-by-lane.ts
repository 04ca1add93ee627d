import { InternalError } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { lanesOf } from './lanes.js';

type Inputs = readonly (Tensor | null)[];

/** What the loop is made of: ops, which can't be imported where ops are defined. Set by `ops/lanes/lane.ts`. */
interface Parts {
  /** Lane `at` of the outermost level that the tensor has; the tensor itself where it hasn't that level. */
  select(t: Tensor, level: number, at: number): Tensor;
  /** Results of the lanes as one tensor of a lane each. */
  join(lanes: readonly Tensor[], level: number): Tensor;
}

let parts: Parts | null = null;
export function setLaneParts(p: Parts): void {
  parts = p;
}

const announced = new Set<string>();

/**
 * Runs an op that knows nothing of lanes once for each of them. Said once for each op: it is much slower than the
 * kernels that run over all lanes.
 */
export function laneByLane(
  name: string,
  inputs: Inputs,
  call: (inputs: Inputs) => readonly Tensor[],
): readonly Tensor[] {
  if (parts === null) throw new InternalError('vmap: the loop over lanes was called before it was set up');
  const { select, join } = parts;
  const lanes = lanesOf(inputs)!;
  const level = lanes.levels[0]!;
  const size = lanes.sizes[0]!;
  if (!announced.has(name)) {
    announced.add(name);
    console.warn(
      `cresset: vmap: '${name}' has no batching rule and is called once for each element of the batch`,
    );
  }
  const results: Tensor[][] = [];
  for (let at = 0; at < size; at++) {
    const outs = call(inputs.map((t) => (t === null ? null : select(t, level, at))));
    outs.forEach((o, k) => (results[k] ??= []).push(o));
  }
  return results.map((r) => join(r, level));
}
