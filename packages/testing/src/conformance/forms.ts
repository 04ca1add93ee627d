import type { Device } from '@cresset/tensor';
import { DTypeError, ShapeError, Tensor, tensor } from '@cresset/tensor';
import { difference } from '../compare/compare.js';
import type { Snapshot } from '../compare/snapshot.js';
import { snapshot } from '../compare/snapshot.js';
import type { PublicOp } from '../registry.js';
import { inPlaceOf, methodOf } from '../registry.js';
import { dense, layouts } from '../sample/layout.js';
import { toleranceOf } from '../tolerance.js';
import { tensorsIn } from '../tree.js';
import { attempt, fail, mainDType, withSamples } from './context.js';

const exact = toleranceOf('exact', 'float32', { terms: 1, magnitude: 1 });

/** Everything in a tensor's storage block around it, to see writes beside the window. */
async function storageOf(t: Tensor): Promise<Uint8Array> {
  return t.device.backend.download(t.storage.buffer, t.storage.byteOffset, t.storage.bytes);
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);

/** Calling an op must leave its arguments, and the storage around them, as they were. */
export async function checkArguments(device: Device, op: PublicOp): Promise<void> {
  for (const layout of layouts) {
    await withSamples(op, { device, dtype: mainDType(op.op), layout }, async (samples) => {
      for (const args of samples) {
        const tensors = tensorsIn(args);
        const before: { bytes: Uint8Array; version: number }[] = [];
        for (const t of tensors) before.push({ bytes: await storageOf(t), version: t.version });
        await attempt(device, op.call, args);
        for (let i = 0; i < tensors.length; i++) {
          const t = tensors[i]!;
          if (t.disposed) fail(op, args, `with ${layout.name} operands`, `operand ${i} was disposed`);
          if (!sameBytes(before[i]!.bytes, await storageOf(t)) || t.version !== before[i]!.version) {
            fail(op, args, `with ${layout.name} operands`, `operand ${i} was changed`);
          }
        }
      }
    });
  }
}

/** The method must be the function. */
export async function checkMethod(device: Device, op: PublicOp): Promise<void> {
  const dtype = mainDType(op.op);
  methodOf(tensor([0], { device }), op.op.name);
  await withSamples(op, { device, dtype, layout: dense }, async (samples) => {
    for (const args of samples) {
      // An op with a method of its own order (`x.where(condition, y)`) has its tensor in second place.
      const at = op.methodForm ? 1 : 0;
      const self = args[at];
      if (!(self instanceof Tensor)) continue;
      const rest = args.filter((_, i) => i !== at);
      const method = methodOf(self, op.op.name);
      const f = await attempt(device, op.call, args);
      const m = await attempt(device, (...a) => method(...a), rest);
      if ('error' in f || 'error' in m) {
        const messages = [f, m].map((x) => ('error' in x ? x.error.message : 'no error'));
        if (messages[0] !== messages[1])
          fail(op, args, 'as a method', `${messages[1]}; the function: ${messages[0]}`);
        continue;
      }
      for (let i = 0; i < f.outcome.tensors.length; i++) {
        const d = difference(m.outcome.tensors[i]!, f.outcome.tensors[i]!, exact);
        if (d !== null) fail(op, args, 'as a method', d);
      }
    }
  });
}

const order = { bool: 0, int: 1, float: 2, complex: 3 } as const;

/**
 * `x.op_(…)` must give what `op(x, …)` gives, cast to the dtype of x, write nothing but x, return x, and refuse what
 * PyTorch refuses: results of another shape or of a higher category, and expanded targets.
 */
export async function checkInPlace(
  device: Device,
  op: PublicOp,
  dtypes: readonly Tensor['dtype'][],
): Promise<void> {
  for (const dtype of dtypes) {
    for (const layout of layouts) {
      await withSamples(op, { device, dtype, layout }, async (samples) => {
        for (const args of samples) {
          if (!(args[0] instanceof Tensor)) continue;
          const self = args[0];
          const rest = args.slice(1);
          const plain = await attempt(device, op.call, args);
          if ('error' in plain) continue;
          const expected = plain.outcome.tensors[0]!;
          const shared = self.shape.some((n, i) => n > 1 && self.strides[i] === 0);
          const fits = expected.shape.join() === self.shape.join();
          const castable = order[kindOf(expected)] <= order[self.dtype.kind];
          const where = `in place with ${layout.name} ${dtype} operands`;
          const before = await storageOf(self);
          const version = self.version;
          let returned: unknown;
          const actual = await attempt(
            device,
            (...a) => {
              returned = inPlaceOf(op, self)(...a);
              return null;
            },
            rest,
          );
          // Only what is written must be writable: `detach_` changes no element.
          const writes = !sameBytes(before, await storageOf(self));
          if (!fits || !castable || (shared && ('error' in actual || writes))) {
            if (!('error' in actual)) fail(op, args, where, 'was not refused');
            const known = actual.error instanceof ShapeError || actual.error instanceof DTypeError;
            if (!known)
              fail(op, args, where, `was refused with ${actual.error.name}: ${actual.error.message}`);
            if (!sameBytes(before, await storageOf(self))) fail(op, args, where, 'was refused, but wrote');
            continue;
          }
          // Where the overwritten value would be needed, an op may have no form in place for some of its options.
          if ('error' in actual && /in place/.test(actual.error.message)) continue;
          if ('error' in actual) fail(op, args, where, actual.error.message);
          if (returned !== self) fail(op, args, where, 'must return its own tensor');
          if (writes && self.version <= version) fail(op, args, where, 'must count the write (version)');
          const cast = await castTo(expected, self);
          const d = difference(await snapshot(self), cast, exact);
          if (d !== null) fail(op, args, where, d);
          await checkSurroundings(op, args, self, before, where);
        }
      });
    }
  }
}

const kindOf = (s: Snapshot): keyof typeof order =>
  s.dtype === 'bool'
    ? 'bool'
    : s.dtype.startsWith('float') || s.dtype.startsWith('bfloat')
      ? 'float'
      : s.dtype.startsWith('complex')
        ? 'complex'
        : 'int';

/** The expected values in the dtype of the target: results of another width are cast, which may round or wrap. */
async function castTo(expected: Snapshot, self: Tensor): Promise<Snapshot> {
  if (expected.dtype === self.dtype.name) return expected;
  const t = tensor(Array.from(expected.data, Number), {
    shape: expected.shape,
    dtype: self.dtype,
    device: self.device,
  });
  const s = await snapshot(t);
  t.dispose();
  return s;
}

/** Bytes of the storage outside the window must be as they were. */
async function checkSurroundings(
  op: PublicOp,
  args: readonly unknown[],
  self: Tensor,
  before: Uint8Array,
  where: string,
): Promise<void> {
  const after = await storageOf(self);
  const inside = new Uint8Array(after.length);
  const { bytes } = self.dtype;
  const visit = (dim: number, at: number): void => {
    if (dim === self.ndim) {
      inside.fill(1, at * bytes, (at + 1) * bytes);
      return;
    }
    for (let i = 0; i < self.shape[dim]!; i++) visit(dim + 1, at + i * self.strides[dim]!);
  };
  visit(0, self.storageOffset());
  for (let i = 0; i < after.length; i++) {
    if (inside[i] === 0 && after[i] !== before[i])
      fail(op, args, where, `wrote byte ${i} outside its elements`);
  }
}
