import type { Device, Tensor } from '@cresset/tensor';
import { CressetError, DType, InternalError, Tensor as TensorClass } from '@cresset/tensor';
import { settle } from '../conformance/context.js';
import { inPlaceOf, methodOf, type PublicOp, publicOps } from '../registry.js';
import { Seeded } from '../sample/seeded.js';
import { tensorsIn } from '../tree.js';
import { Hostile } from './hostile.js';

export interface FuzzOptions {
  readonly device: Device;
  /** For operands on the wrong device. */
  readonly other: Device;
  readonly seconds: number;
  readonly seed: number;
  /** Told before each call, so that a crash can be traced to it. */
  readonly onCall: (call: string) => void;
}

export interface FuzzReport {
  readonly calls: number;
  /** Calls that gave a result; the rest was refused. */
  readonly succeeded: number;
  /** What was wrong, one line a kind. */
  readonly findings: readonly string[];
}

/** A call slower than this on such small operands is a finding of its own. */
const SLOW_MS = 2000;

/** Calls every op with hostile arguments. Only typed errors may come out, and only sane tensors. */
export async function fuzz(o: FuzzOptions): Promise<FuzzReport> {
  const ops = publicOps();
  const found = new Map<string, string>();
  const end = Date.now() + o.seconds * 1000;
  let calls = 0;
  let succeeded = 0;
  for (; Date.now() < end; calls++) {
    const seed = o.seed + calls;
    const random = new Seeded(seed);
    const op = ops[calls % ops.length]!;
    const hostile = new Hostile(random, o.device, o.other);
    settle(o.device);
    const { form, args, call } = choose(op, hostile, random);
    const text = `${form}(${args.map(describe).join(', ')}) [seed ${seed}]`;
    o.onCall(text);
    const started = Date.now();
    let wrong: string | null;
    try {
      const result = call();
      const value = result instanceof Promise ? await result : result;
      wrong = insane(value) ?? backward(value, args);
      await read(value);
      succeeded++;
      release(value);
    } catch (error) {
      wrong = untyped(error);
    }
    if (Date.now() - started > SLOW_MS) wrong ??= `took ${Date.now() - started} ms`;
    release(args);
    if (wrong !== null) {
      const kind = `${form}: ${wrong.replace(/[-\d.e+]+/g, '#')}`;
      if (!found.has(kind)) found.set(kind, `${text}: ${wrong}`);
    }
  }
  return { calls, succeeded, findings: [...found.values()] };
}

/** Samples may be made by ops themselves (indices of a pooling), which take what they are given like any call. */
function samplesOf(op: PublicOp, hostile: Hostile): readonly (readonly unknown[])[] {
  try {
    return op.op.samples(hostile.maker());
  } catch {
    return [];
  }
}

function choose(
  op: PublicOp,
  hostile: Hostile,
  random: Seeded,
): { form: string; args: unknown[]; call: () => unknown } {
  const samples = samplesOf(op, hostile);
  const sound = samples.length > 0 ? random.pick(samples) : [];
  const args = random.next() < 0.75 ? hostile.mutate(sound) : Array.from(sound, () => hostile.value());
  const [self, ...rest] = args;
  const alive = self instanceof TensorClass;
  if (alive && op.op.inplace && random.next() < 0.3) {
    return { form: `${op.path}_`, args, call: () => inPlaceOf(op, self)(...rest) };
  }
  if (alive && op.op.method && !op.methodForm && random.next() < 0.2) {
    return { form: `.${op.op.name}`, args, call: () => methodOf(self, op.op.name)(...rest) };
  }
  return { form: op.path, args, call: () => op.call(...args) };
}

function untyped(error: unknown): string | null {
  if (!(error instanceof CressetError)) {
    const at = error instanceof Error ? (error.stack ?? '').split('\n').find((l) => l.includes('/src/')) : '';
    return `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)} ${(at ?? '').trim()}`;
  }
  if (error instanceof InternalError) return `threw ${error.name}: ${error.message}`;
  return error.message.length < 10 ? `the message says nothing: "${error.message}"` : null;
}

/** A tensor whose shape, strides or place in memory make no sense. */
function insane(result: unknown): string | null {
  for (const t of tensorsIn(result)) {
    if (!(t.dtype instanceof DType)) return `gave a tensor of dtype ${String(t.dtype)}`;
    if (t.shape.some((n) => !Number.isSafeInteger(n) || n < 0)) return `gave a tensor of shape [${t.shape}]`;
    if (t.numel() !== t.shape.reduce((a, b) => a * b, 1))
      return `gave a tensor of ${t.numel()} elements, [${t.shape}]`;
    if (t.strides.length !== t.shape.length) return `gave ${t.strides.length} strides for [${t.shape}]`;
    if (t.numel() === 0) continue;
    let low = t.storageOffset();
    let high = low;
    for (let i = 0; i < t.ndim; i++) {
      const reach = (t.shape[i]! - 1) * t.strides[i]!;
      if (reach < 0) low += reach;
      else high += reach;
    }
    const fits = low >= 0 && (high + 1) * t.dtype.bytes <= t.storage.bytes;
    if (!fits) return `gave a window on elements ${low} to ${high} of ${t.storage.bytes} bytes of ${t.dtype}`;
  }
  return null;
}

const READABLE = 10_000;

async function read(result: unknown): Promise<void> {
  for (const t of tensorsIn(result)) if (t.numel() <= READABLE) await t.data();
}

/** The gradient of a recorded result must be refused in words or be sane too. */
function backward(result: unknown, args: readonly unknown[]): string | null {
  const out = tensorsIn(result).find((t) => t.requiresGrad && !t.isLeaf && t.dtype.isFloatingPoint);
  if (out === undefined || out.numel() > READABLE) return null;
  try {
    out.backward({ gradient: out.detach() });
  } catch (error) {
    const wrong = untyped(error);
    return wrong === null ? null : `backward ${wrong}`;
  }
  const grads = tensorsIn(args).flatMap((t) => (t.grad === null ? [] : [t.grad]));
  const wrong = insane(grads);
  return wrong === null ? null : `backward ${wrong}`;
}

function release(value: unknown): void {
  for (const t of tensorsIn(value)) {
    (t.grad as Tensor | null)?.dispose();
    t.dispose();
  }
}

function describe(v: unknown): string {
  if (v instanceof TensorClass) {
    const flags = `${v.disposed ? ' disposed' : ''}${v.requiresGrad ? ' requiresGrad' : ''}`;
    return `${v.dtype}[${v.shape}]/(${v.strides})@${v.device.name}${flags}`;
  }
  if (Array.isArray(v)) return `[${v.map(describe).join(', ')}]`;
  if (typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype) {
    return `{ ${Object.entries(v)
      .map(([k, x]) => `${k}: ${describe(x)}`)
      .join(', ')} }`;
  }
  if (typeof v === 'bigint') return `${v}n`;
  if (typeof v === 'object' && v !== null) return v.constructor.name;
  return typeof v === 'string' ? `'${v}'` : Object.is(v, -0) ? '-0' : String(v);
}
