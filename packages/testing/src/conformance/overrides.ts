import { grad } from '@cresset/autograd';
import type { Device, Tensor } from '@cresset/tensor';
import { float32, observe, scope, tensor } from '@cresset/tensor';
import type { Sample } from '@cresset/tensor/engine';
import { withoutOverrides } from '@cresset/tensor/engine';
import { difference, magnitude } from '../compare/compare.js';
import type { Snapshot } from '../compare/snapshot.js';
import { snapshot } from '../compare/snapshot.js';
import type { PublicOp } from '../registry.js';
import { layouts } from '../sample/layout.js';
import { toleranceOf } from '../tolerance.js';
import { tensorsIn } from '../tree.js';
import { fail, settle, withSamples } from './context.js';
import { sizeOf } from './forward.js';

/** Names of the overrides that were taken so far by any call. */
export class OverrideWatch {
  readonly taken = new Set<string>();
  private readonly subscription: { remove(): void };

  constructor(device: Device) {
    this.subscription = observe({
      called: (name, _inputs, _attributes, outputs, path) => {
        if (path === 'override' && outputs[0]?.device === device) this.taken.add(name);
      },
    });
  }

  end(): void {
    this.subscription.remove();
  }
}

interface Results {
  readonly forward: Snapshot[];
  readonly backward: (Snapshot | null)[];
}

/** Forward and backward of a sample. */
function compute(device: Device, op: PublicOp, args: Sample): Promise<Results> {
  return scope(async () => {
    settle(device);
    const inputs = tensorsIn(args).filter((t) => t.dtype.isFloatingPoint);
    for (const t of inputs) t.requiresGrad_(op.op.differentiable);
    const outs = tensorsIn(op.call(...args));
    const carrying = outs.filter((o) => o.requiresGrad);
    const cotangents = carrying.map((o) => weights(o));
    const grads: (Tensor | null)[] =
      carrying.length === 0 ? [] : grad(carrying, inputs, { gradOutputs: cotangents, allowUnused: true });
    const forward: Snapshot[] = [];
    for (const o of outs) forward.push(await snapshot(o));
    const backward: (Snapshot | null)[] = [];
    for (const g of grads) backward.push(g === null ? null : await snapshot(g));
    return { forward, backward };
  });
}

const weights = (o: Tensor): Tensor =>
  tensor(
    Array.from({ length: o.numel() }, (_, i) => Math.fround(Math.cos(1.7 * i + 0.3))),
    { shape: o.shape, dtype: o.dtype, device: o.device },
  );

/** Each override of the backend against its composite twin, forward and backward, in every layout. */
export async function checkOverrides(device: Device, op: PublicOp): Promise<void> {
  for (const layout of layouts) {
    await withSamples(op, { device, dtype: float32, layout }, async (samples) => {
      for (const args of samples) {
        const size = await sizeOf(args);
        const fast = await compute(device, op, args);
        const plain = await withoutOverridesAsync(() => compute(device, op, args));
        const pairs: [Snapshot | null, Snapshot | null, string][] = [
          ...plain.forward.map((e, i): [Snapshot | null, Snapshot, string] => [
            fast.forward[i] ?? null,
            e,
            `result ${i}`,
          ]),
          ...plain.backward.map((e, i): [Snapshot | null, Snapshot | null, string] => [
            fast.backward[i] ?? null,
            e,
            `gradient of operand ${i}`,
          ]),
        ];
        for (const [actual, expected, what] of pairs) {
          const where = `with ${layout.name} operands, ${what} of the override`;
          if (expected === null || actual === null) {
            if (expected !== actual)
              fail(
                op,
                args,
                where,
                `is ${actual === null ? 'absent' : 'there'}, unlike in its composite twin`,
              );
            continue;
          }
          const most = Math.max(magnitude(expected.data), size.inputs, 1);
          const d = difference(
            actual,
            expected,
            toleranceOf('accumulate', expected.dtype, { terms: size.terms, magnitude: most }),
          );
          if (d !== null) fail(op, args, where, d);
        }
      }
    });
  }
}

/** The op runs synchronously at the start of the promise; only reading is asynchronous. */
function withoutOverridesAsync<R>(body: () => Promise<R>): Promise<R> {
  return withoutOverrides(body);
}
