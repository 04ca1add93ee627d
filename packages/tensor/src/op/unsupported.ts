import type { KernelSpec } from '../backend/spec.js';
import type { Device } from '../device.js';
import type { DType } from '../dtype.js';
import { UnsupportedError } from '../errors.js';

/** Dtypes in which a kernel computes or moves elements. */
function dtypesOf(spec: KernelSpec): { computed: readonly DType[]; moved: readonly DType[] } {
  switch (spec.family) {
    case 'map':
      return exprTypes(spec.expr.code.length === spec.expr.inputs.length, spec.expr);
    case 'reduce':
      return { computed: [spec.accumulate], moved: spec.prologue.inputs };
    case 'scan':
    case 'matmul':
    case 'sort':
      return { computed: [spec.dtype], moved: [] };
    case 'gather':
      return { computed: [], moved: [spec.dtype] };
    case 'scatter':
      return spec.mode === 'set'
        ? { computed: [], moved: [spec.dtype] }
        : { computed: [spec.dtype], moved: [] };
  }
}

/** A map that only loads and stores is a copy; storage is all it takes. Casts are arithmetic of neither side's type. */
function exprTypes(
  isCopy: boolean,
  expr: {
    code: readonly { op: string; dtype: DType }[];
    inputs: readonly DType[];
    outputTypes: readonly DType[];
  },
): {
  computed: readonly DType[];
  moved: readonly DType[];
} {
  if (isCopy) return { computed: [], moved: expr.inputs };
  const moves = new Set(['load', 'cast', 'const', 'param']);
  return { computed: expr.code.filter((c) => !moves.has(c.op)).map((c) => c.dtype), moved: expr.outputTypes };
}

/**
 * Asks the device's limits before its `prepare`, so that the refusal reads the same on every device.
 * @throws UnsupportedError naming family, dtype, device and remedy; callers put the op's name in front
 */
export function checkSupport(device: Device, spec: KernelSpec): void {
  const { backend } = device;
  const remedy = `move the operands to another device with .to(…)`;
  if (!backend.families.has(spec.family)) {
    throw new UnsupportedError(`device '${device.name}' has no ${spec.family} kernels; ${remedy}`);
  }
  const { computed, moved } = dtypesOf(spec);
  for (const t of computed) {
    const s = backend.limits.support(t);
    if (s === 'none' || s === 'storage') {
      const cast = s === 'storage' ? 'cast them with .to(dtype), or ' : '';
      throw new UnsupportedError(
        `device '${device.name}' can't compute in ${t} (${s === 'none' ? 'not supported' : 'storage only'}); ${cast}${remedy}`,
      );
    }
  }
  for (const t of moved) {
    if (backend.limits.support(t) === 'none') {
      throw new UnsupportedError(`device '${device.name}' has no ${t} tensors; ${remedy}`);
    }
  }
}

/** Puts the op's name in front of a refusal that doesn't have one yet. */
export function named(op: string, error: unknown): unknown {
  if (!(error instanceof UnsupportedError) || /^\w+: /.test(error.message)) return error;
  return new UnsupportedError(`${op}: ${error.message}`);
}
