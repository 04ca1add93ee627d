import { grad } from '@cresset/autograd';
import type { Device } from '@cresset/tensor';
import {
  float32,
  float64,
  GradientError,
  mul,
  scope,
  select,
  stack,
  Tensor,
  tensor,
  viewAsReal,
} from '@cresset/tensor';
import type { Sample } from '@cresset/tensor/engine';
import { difference, magnitude } from '../compare/compare.js';
import type { Snapshot } from '../compare/snapshot.js';
import { snapshot } from '../compare/snapshot.js';
import type { Differentiable } from '../gradient.js';
import { gradientError, secondOrderError } from '../gradient.js';
import type { PublicOp } from '../registry.js';
import { inPlaceOf } from '../registry.js';
import type { Layout } from '../sample/layout.js';
import { dense, layouts } from '../sample/layout.js';
import { Seeded } from '../sample/seeded.js';
import { toleranceOf } from '../tolerance.js';
import { mapTensors, tensorsIn } from '../tree.js';
import type { FamilyWatch } from './context.js';
import { fail, isRefusal, settle, withSamples } from './context.js';
import { sizeOf } from './forward.js';

const floating = (args: Sample): Tensor[] => tensorsIn(args).filter((t) => t.dtype.isFloatingPoint);

const mark = (tensors: readonly Tensor[]): void => {
  for (const t of tensors) t.requiresGrad_();
};

/** Complex results as pairs of real numbers, for differences and for gradients from above. */
const realTensorsIn = (result: unknown): Tensor[] =>
  tensorsIn(result).map((t) => (t.dtype.kind === 'complex' ? viewAsReal(t) : t));

/** The sample's call as a function of its floating-point operands. */
function asFunction(device: Device, op: PublicOp, args: Sample): Differentiable {
  const own = floating(args);
  return (xs) => {
    settle(device);
    const replaced = mapTensors(args, (t) => (own.includes(t) ? xs[own.indexOf(t)]! : t)) as unknown[];
    const result = op.call(...(op.op.differentiateOn?.(replaced) ?? replaced));
    return result instanceof Promise ? result.then(realTensorsIn) : realTensorsIn(result);
  };
}

/** First and second derivative against finite differences in float64, with operands of every layout. */
export async function checkGradcheck(device: Device, op: PublicOp): Promise<void> {
  let checked = 0;
  for (const layout of layouts) {
    await withSamples(op, { device, dtype: float64, layout }, async (samples) => {
      for (const args of samples) {
        const inputs = floating(args);
        if (inputs.length === 0) continue;
        mark(inputs);
        await scope(async () => {
          const f = asFunction(device, op, args);
          const where = `with ${layout.name} operands`;
          const first = await gradientError(f, inputs);
          // Results of less precision (casts) are left to the comparison with the reference and with PyTorch.
          const carries = tensorsIn(await op.call(...args)).some((t) => t.requiresGrad);
          if (carries) checked++;
          if (first === 'none') return;
          if (first !== null) fail(op, args, where, first);
          const second = layout === dense ? await secondOrderError(f, inputs) : null;
          if (second !== null) fail(op, args, `${where}, second order`, second);
        });
      }
    });
  }
  if (checked === 0)
    throw new Error(`${op.path} is declared differentiable, but no sample carries a gradient`);
}

/** Gradients of one sample for a fixed gradient from above. */
async function gradients(
  device: Device,
  op: PublicOp,
  args: Sample,
  call: Differentiable = asFunction(device, op, args),
): Promise<(Snapshot | null)[]> {
  const inputs = floating(args);
  mark(inputs);
  const results = call(inputs);
  const outs = (results instanceof Promise ? await results : results).filter((o) => o.requiresGrad);
  if (outs.length === 0) return [];
  const random = new Seeded(5);
  const gradOutputs = outs.map((o) =>
    tensor(
      Array.from({ length: o.numel() }, () => random.next() * 2 - 1),
      { shape: o.shape, dtype: o.dtype, device },
    ),
  );
  const grads = grad(outs, inputs, { gradOutputs, allowUnused: true });
  const result: (Snapshot | null)[] = [];
  for (const g of grads) result.push(g === null ? null : await snapshot(g));
  return result;
}

type Gradients = Awaited<ReturnType<typeof gradients>>;

function compare(
  op: PublicOp,
  args: Sample,
  where: string,
  actual: Gradients,
  expected: Gradients,
  size: { terms: number; inputs: number },
): void {
  if (actual.length !== expected.length)
    fail(op, args, where, `${actual.length} gradients, expected ${expected.length}`);
  const largest = Math.max(...expected.map((e) => (e === null ? 0 : magnitude(e.data))), size.inputs, 1);
  expected.forEach((e, i) => {
    const a = actual[i]!;
    if (e === null || a === null) {
      if (e !== a) fail(op, args, where, `the gradient of operand ${i} is ${a === null ? '' : 'not '}absent`);
      return;
    }
    const kind = op.op.tolerance === 'decomposition' ? 'decomposition' : 'accumulate';
    const d = difference(a, e, toleranceOf(kind, e.dtype, { terms: size.terms, magnitude: largest }));
    if (d !== null) fail(op, args, where, `gradient of operand ${i}: ${d}`);
  });
}

/** Gradients in float32 on `device`, in every layout and through the in-place form, against the reference. */
export async function checkGradient(
  device: Device,
  oracle: Device,
  watch: FamilyWatch,
  op: PublicOp,
): Promise<void> {
  for (const repeats of [false, true]) {
    const expected: {
      grads: Gradients;
      size: { terms: number; inputs: number };
      families: ReturnType<FamilyWatch['take']>;
    }[] = [];
    await withSamples(op, { device: oracle, dtype: float32, repeats }, async (samples) => {
      for (const args of samples) {
        const size = await sizeOf(args);
        watch.take();
        const grads = await scope(() => gradients(oracle, op, args));
        expected.push({ grads, size, families: watch.take() });
      }
    });
    const run = async (layout: Layout, body: (args: Sample, i: number) => Promise<void>): Promise<void> =>
      withSamples(op, { device, dtype: float32, layout }, async (samples) => {
        for (let i = 0; i < samples.length; i++) {
          try {
            await scope(() => body(samples[i]!, i));
          } catch (error) {
            if (!isRefusal(device, expected[i]!.families, error)) throw error;
          }
        }
      });
    for (const layout of layouts.filter((l) => l.repeats === repeats)) {
      await run(layout, async (args, i) => {
        const e = expected[i]!;
        compare(op, args, `with ${layout.name} operands`, await gradients(device, op, args), e.grads, e.size);
      });
    }
    if (op.op.inplace && !repeats) {
      await run(dense, (args, i) =>
        checkInPlaceGradient(device, op, args, expected[i]!.grads, expected[i]!.size),
      );
    }
  }
}

/** The gradient through `x.op_(…)` of a recorded x, a tensor of its own or a view, is that through `op(x, …)`. */
async function checkInPlaceGradient(
  device: Device,
  op: PublicOp,
  args: Sample,
  expected: Gradients,
  size: { terms: number; inputs: number },
): Promise<void> {
  if (!(args[0] instanceof Tensor)) return;
  const self = args[0];
  const out = op.call(...args) as Tensor;
  if (out.shape.join() !== self.shape.join() || out.dtype !== self.dtype || !out.requiresGrad) return;
  const own = floating(args);
  const through =
    (prepare: (x: Tensor) => Tensor): Differentiable =>
    (xs) => {
      settle(device);
      const target = prepare(xs[0]!);
      const rest = mapTensors(args.slice(1), (t) => (own.includes(t) ? xs[own.indexOf(t)]! : t)) as unknown[];
      inPlaceOf(op, target)(...rest);
      return [target];
    };
  const whole = await gradients(
    device,
    op,
    args,
    through((x) => mul(x, 1)),
  );
  compare(op, args, 'in place', whole, expected, size);
  const view = await gradients(
    device,
    op,
    args,
    through((x) => select(stack([x, x], 1), 1, 1)),
  );
  compare(op, args, 'in place of a view', view, expected, size);
  let refused = false;
  try {
    inPlaceOf(op, self)(...args.slice(1));
  } catch (error) {
    refused = error instanceof GradientError;
  }
  if (!refused) fail(op, args, 'in place', 'a leaf that requires a gradient must be refused');
}
