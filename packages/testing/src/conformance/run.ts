import { autograd } from '@cresset/autograd';
import type { Device, DType, DTypeName } from '@cresset/tensor';
import { dtypes, float32, float64, full, use } from '@cresset/tensor';
import type { Backend, KernelFamily } from '@cresset/tensor/backend';
import { beforeAll, describe, it } from 'vitest';
import type { PublicOp } from '../registry.js';
import { publicOps } from '../registry.js';
import { Maker } from '../sample/maker.js';
import { dtypesOf, FamilyWatch, lacksRoutine, mainDType } from './context.js';
import { checkErrors, checkMemory } from './errors.js';
import { checkArguments, checkInPlace, checkMethod } from './forms.js';
import { checkForward } from './forward.js';
import type { CheckName, KnownGap } from './gaps.js';
import { Registrar } from './gaps.js';
import { checkGolden } from './golden.js';
import { checkGradcheck, checkGradient } from './gradient.js';
import { checkLarge } from './large.js';
import { checkOverrides, OverrideWatch } from './overrides.js';

export interface ConformanceOptions {
  /** The backend that results are compared with: `reference()`; the one under test when it is the reference itself. */
  readonly oracle: Backend;
  readonly knownGaps?: readonly KnownGap[];
  /** Which checks are made (default: all). */
  readonly checks?: readonly CheckName[];
  /**
   * Every `of`-th op only, from number `index` on (from 0): for machines with several processors. What only all ops
   * together can show isn't looked at then.
   */
  readonly part?: { readonly index: number; readonly of: number };
}

/** The device of a registered backend. */
export function deviceOf(backend: Backend): Device {
  use(backend);
  const t = full([], 0, { device: backend.name });
  t.dispose();
  return t.device;
}

const computes = (device: Device, dtype: DType): boolean =>
  ['arithmetic', 'accelerated'].includes(device.backend.limits.support(dtype));

/** Number of samples. */
function samplesOf(op: PublicOp, device: Device): number {
  const maker = new Maker({ device, dtype: mainDType(op.op) });
  const { length } = op.op.samples(maker);
  maker.release();
  return length;
}

/** A device without routines may end a check by saying so; what else it refuses has to be a known gap. */
async function unlessLackingRoutine(device: Device, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (!lacksRoutine(device, (error as Error).message)) throw error;
  }
}

/** A partial backend may end a check by saying that it lacks a family or a dtype; `forward` has shown that it does. */
async function unlessLacking(device: Device, body: () => Promise<void>): Promise<void> {
  try {
    await unlessLackingRoutine(device, body);
  } catch (error) {
    const words = /device '(\w+)' (?:has no (\w+) (?:kernels|tensors)|can't compute in (\w+))/.exec(
      (error as Error).message,
    );
    const [, name, missing, dtype] = words ?? [];
    if (name !== device.name || device.backend.families.has(missing as KernelFamily)) throw error;
    const foreign = dtypes.find((t) => t.name === (dtype ?? missing));
    if (foreign !== undefined && computes(device, foreign)) throw error;
  }
}

/**
 * Registers the conformance suite for a backend: every public op, by its own declaration, in all dtypes and layouts.
 * A backend that lacks kernel families passes when all else works and the ops that need them are refused in words.
 */
export function runConformance(backend: Backend, options: ConformanceOptions): void {
  use(options.oracle, autograd());
  const oracle = deviceOf(options.oracle);
  const watch = new FamilyWatch(oracle);
  const device = deviceOf(backend);
  const complete = [...oracle.backend.families].every((f) => device.backend.families.has(f));
  const routines = Object.keys(oracle.backend.routines ?? {}).every((r) => device.backend.routines?.[r]);
  const registrar = new Registrar(options.knownGaps ?? [], options.checks ? new Set(options.checks) : null);
  const overrides = Object.keys(backend.overrides ?? {});
  let taken: OverrideWatch;

  describe(`conformance of '${backend.name}'`, () => {
    beforeAll(() => {
      taken = new OverrideWatch(device);
      return () => taken.end();
    });
    const { index, of } = options.part ?? { index: 0, of: 1 };
    for (const op of publicOps().filter((_, i) => i % of === index)) {
      describe(op.path, () => registerOp(op));
    }
    if (of > 1) return;
    for (const name of overrides) {
      it(`the override ${name} is taken by a sample`, () => {
        if (!taken.taken.has(name)) throw new Error(`no sample of any op reaches the override '${name}'`);
      });
    }
    registrar.checkAllUsed();
  });

  function registerOp(op: PublicOp): void {
    const name = op.path;
    const info = op.op;
    const cases = dtypesOf(info, device);
    for (const c of cases) {
      registrar.test(name, 'forward', c.dtype.name, () => checkForward(device, oracle, watch, op, c));
    }
    if (!computes(device, mainDType(info))) return;
    const kernels = info.kind !== 'view' && info.kind !== 'creation';
    if (complete && kernels && device !== oracle)
      registrar.test(name, 'large', null, () => checkLarge(device, oracle, op));
    const register = (check: CheckName, dtype: DTypeName | null, body: () => Promise<void>): void =>
      registrar.test(name, check, dtype, () =>
        !complete ? unlessLacking(device, body) : routines ? body() : unlessLackingRoutine(device, body),
      );
    if (info.torch !== null) {
      for (const c of cases.filter((k) => k.dtype.kind !== 'complex' && !k.optional)) {
        register('golden', c.dtype.name, () => checkGolden(device, op, c.dtype));
      }
    }
    register('arguments', null, () => checkArguments(device, op));
    register('memory', null, () => checkMemory(device, op));
    register('errors', null, () => checkErrors(device, op));
    if (info.method) register('method', null, () => checkMethod(device, op));
    if (info.inplace) {
      const dtypes = cases.filter((c) => !c.optional).map((c) => c.dtype);
      register('inplace', null, () => checkInPlace(device, op, dtypes));
    }
    // Ops without samples (they write into their arguments, or give uninitialised memory) have tests of their own.
    if (info.differentiable && samplesOf(op, oracle) > 0) {
      if (computes(device, float64)) register('gradcheck', null, () => checkGradcheck(device, op));
      if (computes(device, float32)) {
        register('gradient', null, () => checkGradient(device, oracle, watch, op));
      }
    }
    if (overrides.length > 0 && info.kind === 'composite') {
      register('overrides', null, () => checkOverrides(device, op));
    }
  }
}
