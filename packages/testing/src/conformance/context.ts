import type { Device, DType } from '@cresset/tensor';
import * as tensorPackage from '@cresset/tensor';
import {
  bfloat16,
  bool,
  CressetError,
  complex64,
  dtypes,
  float16,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  SyncReadError,
  setDefaultDevice,
  UnsupportedError,
  uint8,
} from '@cresset/tensor';
import type { KernelFamily, KernelSpec } from '@cresset/tensor/backend';
import type { OpInfo, Sample } from '@cresset/tensor/engine';
import type { Outcome } from '../compare/snapshot.js';
import { outcomeOf } from '../compare/snapshot.js';
import type { PublicOp } from '../registry.js';
import type { Layout } from '../sample/layout.js';
import { Maker } from '../sample/maker.js';
import { tensorsIn } from '../tree.js';

/** Dtypes of the tensor under test for which an op must work, by what its declaration says. */
const declared: Record<OpInfo['dtypes'], readonly DType[]> = {
  float: [float32, float64],
  signed: [float32, float64, int32, int64, uint8],
  number: [float32, float64, int32, int64, uint8, bool],
  integral: [int32, int64, uint8, bool],
  any: [float32, float64, int32, int64, uint8, bool],
};

/** Dtypes that an op may refuse in words for now, on every device alike. */
const optional: Record<OpInfo['dtypes'], readonly DType[]> = {
  float: [float16, bfloat16],
  signed: [float16, bfloat16, int8, int16],
  number: [float16, bfloat16, int8, int16],
  integral: [int8, int16],
  any: [float16, bfloat16, int8, int16, complex64],
};

export interface DTypeCase {
  readonly dtype: DType;
  readonly optional: boolean;
}

export function dtypesOf(op: OpInfo, device: Device): readonly DTypeCase[] {
  const all = [
    ...declared[op.dtypes].map((dtype) => ({ dtype, optional: false })),
    ...optional[op.dtypes].map((dtype) => ({ dtype, optional: true })),
  ];
  return all.flatMap((c) => {
    const support = device.backend.limits.support(c.dtype);
    if (support === 'none') return [];
    return [{ dtype: c.dtype, optional: c.optional || support === 'storage' }];
  });
}

/** The dtype for checks in which the dtype plays no part. */
export const mainDType = (op: OpInfo): DType => declared[op.dtypes][0]!;

const random = tensorPackage as unknown as { manualSeed?: (seed: number) => unknown };

/** Puts the world into the state in which every call of a sample is made: default device and seed. */
export function settle(device: Device): void {
  setDefaultDevice(device);
  random.manualSeed?.(1234);
}

/** Runs `body` with the samples of an op, laid out on a device, and releases them. */
export async function withSamples<R>(
  op: PublicOp,
  o: { device: Device; dtype: DType; layout?: Layout; repeats?: boolean; grow?: number },
  body: (samples: readonly Sample[]) => Promise<R>,
): Promise<R> {
  const maker = new Maker(o);
  settle(o.device);
  try {
    return await body(op.op.samples(maker));
  } finally {
    maker.release();
  }
}

/** What one sample gave: a result, or the error that was thrown. */
export type Attempt = { readonly outcome: Outcome } | { readonly error: Error };

/** Calls the function and reads the result; also counts what went in, for tolerances. */
export async function attempt(
  device: Device,
  f: (...args: unknown[]) => unknown,
  args: Sample,
): Promise<Attempt> {
  settle(device);
  try {
    return { outcome: await outcomeOf(await f(...args), tensorsIn(args)) };
  } catch (error) {
    if (error instanceof CressetError) return { error };
    throw error;
  }
}

export const sampleName = (args: Sample): string =>
  `(${args.map((a) => JSON.stringify(a, (_, v) => (tensorsIn(v).includes(v as never) ? `${v.dtype}${JSON.stringify(v.shape)}` : v)) ?? String(a)).join(', ')})`;

export function fail(op: PublicOp, args: Sample, where: string, what: string): never {
  throw new Error(`${op.path}${sampleName(args)} ${where}: ${what}`);
}

/** Which kernel families the reference uses for a call: what another backend must have to run it. */
export class FamilyWatch {
  private readonly families = new Map<number, KernelFamily>();
  private seen = new Set<KernelFamily>();

  constructor(device: Device) {
    const backend = device.backend as { -readonly [K in keyof Device['backend']]: Device['backend'][K] };
    const prepare = backend.prepare.bind(backend);
    const submit = backend.submit.bind(backend);
    backend.prepare = (spec: KernelSpec) => {
      const id = prepare(spec);
      this.families.set(id, spec.family);
      return id;
    };
    backend.submit = (batch) => {
      // A batch of one (see the contract); its first word is the executable.
      const family = this.families.get(batch.words[0]!);
      if (family !== undefined) this.seen.add(family);
      submit(batch);
    };
  }

  /** Families since the last call. */
  take(): ReadonlySet<KernelFamily> {
    const taken = this.seen;
    this.seen = new Set();
    return taken;
  }
}

/** Whether a message says that the device has no routine of a name, and it is true. */
export function lacksRoutine(device: Device, message: string): boolean {
  const [, name, routine] = /device '(\w+)' has no (?:\w+ )?routine '(\w+)'/.exec(message) ?? [];
  return name === device.name && device.backend.routines?.[routine!] === undefined;
}

/** Whether a failure only says, in words, that the device lacks a family, a dtype or the ability to block that the call needs. */
export function isRefusal(device: Device, needed: ReadonlySet<KernelFamily>, error: unknown): boolean {
  // An op whose shape depends on its data needs a device that can block.
  if (error instanceof SyncReadError) return device.backend.downloadSync === undefined;
  if (!(error instanceof UnsupportedError) || !error.message.includes(device.name)) return false;
  const { families, limits } = device.backend;
  if (lacksRoutine(device, error.message)) return true;
  const missing = [...needed].filter((f) => !families.has(f));
  const foreign = dtypes.filter((t) => ['none', 'storage'].includes(limits.support(t))).map((t) => t.name);
  return [...missing, ...foreign].some((word) => error.message.includes(word));
}
