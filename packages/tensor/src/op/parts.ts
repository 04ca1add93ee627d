import { partType } from '../expr/complex.js';
import { runMap } from '../kernel/families.js';
import type { Kernel } from '../kernel/kernel.js';
import { Tensor } from '../tensor.js';

/** A real window on one part of a complex tensor: 0 the real, 1 the imaginary. Below autograd. */
export function partOf(t: Tensor, part: 0 | 1): Tensor {
  t.storage.retain();
  const strides = t.strides.map((s) => 2 * s);
  const type = partType(t.dtype);
  const offset = 2 * t.offset + part;
  const view = new Tensor(t.storage, t.shape, strides, offset, type, t.device, t.length, false);
  if (t.lanes !== null) view.lanes = { ...t.lanes, strides: t.lanes.strides.map((s) => 2 * s) };
  return view;
}

/** The real operands that stand for these: complex ones are two each. */
export function partsOf(operands: readonly Tensor[]): Tensor[] {
  return operands.flatMap((t) => (t.dtype.kind === 'complex' ? [partOf(t, 0), partOf(t, 1)] : [t]));
}

/** As `runMap`, with a kernel that was made for the parts of complex operands. */
export function runOnParts(
  k: Kernel,
  outs: readonly Tensor[],
  ins: readonly Tensor[],
  params: readonly number[] | null,
): void {
  const [targets, sources] = [partsOf(outs), partsOf(ins)];
  try {
    runMap(k, targets, sources, params);
  } finally {
    for (const t of targets) if (!outs.includes(t)) t.dispose();
    for (const t of sources) if (!ins.includes(t)) t.dispose();
  }
}
