import type { DType } from '../../dtype.js';
import { complex64, complex128, float32, float64 } from '../../dtype.js';
import { ArgumentError } from '../../errors.js';
import { Primitive } from '../../op/define.js';
import { describe } from '../../op/options.js';
import type { Shape } from '../../shape.js';
import { isContiguous, numel } from '../../shape.js';
import { Tensor } from '../../tensor.js';
import { contiguous } from '../conversion/contiguous.js';

/** The type of a complex number's parts, and the other way round. */
const partner = new Map<DType, DType>([
  [complex64, float32],
  [complex128, float64],
  [float32, complex64],
  [float64, complex128],
]);

/** @throws ArgumentError unless it is a tensor, DisposedError when it was disposed */
export function checkOperand(op: string, t: unknown): asserts t is Tensor {
  if (!(t instanceof Tensor)) throw new ArgumentError(`${op}: expected a tensor, got ${describe(t)}`);
  t.assertAlive(op);
}

function viewAs(t: Tensor, shape: Shape, strides: readonly number[], offset: number): Tensor {
  t.storage.retain();
  const frozen = Object.freeze([...shape]);
  const dtype = partner.get(t.dtype)!;
  const dense = t.lanes === null && isContiguous(frozen, strides);
  const view = new Tensor(t.storage, frozen, strides, offset, dtype, t.device, numel(frozen), dense);
  const scale = t.dtype.kind === 'complex' ? 2 : 0.5;
  if (t.lanes !== null) view.lanes = { ...t.lanes, strides: t.lanes.strides.map((s) => scale * s) };
  view.base = t.base ?? t;
  view.baseNode = view.base.node;
  return view;
}

/** Complex [*] → real [*, 2]. */
export const asReal: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'view',
  name: 'viewAsReal',
  body: ([x]) => [viewAs(x!, [...x!.shape, 2], [...x!.strides.map((s) => 2 * s), 1], 2 * x!.offset)],
  gradient: (_c, [g]) => [asComplex.call([contiguous(g!)], {})[0]!],
});

/** Real [*, 2] → complex [*]; last stride 1, the others and the offset even. */
export const asComplex: Primitive<Record<string, never>> = new Primitive<Record<string, never>>({
  kind: 'view',
  name: 'viewAsComplex',
  body: ([x]) => {
    const strides = x!.strides.slice(0, -1).map((s) => s / 2);
    return [viewAs(x!, x!.shape.slice(0, -1), strides, x!.offset / 2)];
  },
  gradient: (_c, [g]) => [asReal.call([g!], {})[0]!],
});
