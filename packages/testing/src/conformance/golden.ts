import { grad } from '@cresset/autograd';
import type { Device, DType, DTypeName, Tensor } from '@cresset/tensor';
import { float32, scope, tensor, viewAsReal } from '@cresset/tensor';
import type { Sample } from '@cresset/tensor/engine';
import { difference, magnitude } from '../compare/compare.js';
import type { Snapshot } from '../compare/snapshot.js';
import { snapshot } from '../compare/snapshot.js';
import { cotangent, decodeNumber, encodeArgument, fingerprint } from '../golden/encode.js';
import type { GoldenSample, GoldenTensor } from '../golden/load.js';
import { loadGolden } from '../golden/load.js';
import type { PublicOp } from '../registry.js';
import { goldenRounding, toleranceOf } from '../tolerance.js';
import { tensorsIn } from '../tree.js';
import { attempt, fail, settle, withSamples } from './context.js';
import { sizeOf } from './forward.js';

const how = 'node packages/testing/goldens/generate.mjs';

const decode = (g: GoldenTensor, dtype: DTypeName): Snapshot => {
  const wide = dtype === 'int64';
  const data = (g.v ?? []).map((v) => {
    const n = decodeNumber(v);
    if (wide) return BigInt(n);
    return dtype === 'float32' || dtype === 'complex64' ? Math.fround(Number(n)) : Number(n);
  });
  return { dtype, shape: g.s, data };
};

interface Size {
  readonly terms: number;
  readonly inputs: number;
}

function compare(
  op: PublicOp,
  args: Sample,
  what: string,
  actual: Snapshot,
  golden: GoldenTensor,
  kind: PublicOp['op']['tolerance'],
  size: Size,
): void {
  if (actual.dtype !== golden.d || actual.shape.join() !== golden.s.join()) {
    fail(op, args, what, `is ${actual.dtype}[${actual.shape}], PyTorch's is ${golden.d}[${golden.s}]`);
  }
  if (golden.v === undefined) return;
  const expected = decode(golden, actual.dtype);
  const sum = { terms: size.terms, magnitude: Math.max(size.inputs, magnitude(expected.data)) };
  const d = difference(actual, expected, goldenRounding(toleranceOf(kind, actual.dtype, sum), actual.dtype));
  if (d !== null) fail(op, args, what, `differs from PyTorch's: ${d}`);
}

/** The op against PyTorch: values, dtypes, shapes and gradients of every sample. */
export async function checkGolden(device: Device, op: PublicOp, dtype: DType): Promise<void> {
  const golden = loadGolden(op.path);
  if (golden === null)
    throw new Error(`${op.path} has no golden; run ${how} ${op.path}, or declare torch: null`);
  const cases = golden.cases[dtype.name];
  if (cases === undefined)
    throw new Error(`the golden of ${op.path} has no ${dtype} cases; run ${how} ${op.path}`);
  await withSamples(op, { device, dtype }, async (samples) => {
    if (samples.length !== cases.length) {
      throw new Error(
        `the golden of ${op.path} has ${cases.length} samples, not ${samples.length}; run ${how} ${op.path}`,
      );
    }
    // Operands are exact in float32, so that float64 knows what float32 should give.
    const doubles = dtype === float32 ? golden.cases.float64 : undefined;
    for (let i = 0; i < samples.length; i++) {
      const args = samples[i]!;
      const expected = cases[i]!;
      if (fingerprint(await encodeArgument(args)) !== expected.h) {
        fail(op, args, '', `is not what the golden was made from; run ${how} ${op.path}`);
      }
      if (expected.out === undefined) continue;
      await checkSample(device, op, args, expected, withValues(expected.out, doubles?.[i]?.out));
    }
  });
}

/** Results of which only dtype and shape are kept, with the values of their float64 twins. */
function withValues(
  outs: readonly GoldenTensor[],
  doubles: readonly GoldenTensor[] | undefined,
): readonly GoldenTensor[] {
  return outs.map((out, k) => {
    const twin = doubles?.[k];
    const fits = out.v === undefined && twin?.v !== undefined && twin.s.join() === out.s.join();
    return fits && !['float16', 'bfloat16'].includes(out.d) ? { ...out, v: twin.v! } : out;
  });
}

async function checkSample(
  device: Device,
  op: PublicOp,
  args: Sample,
  expected: GoldenSample,
  outs: readonly GoldenTensor[],
): Promise<void> {
  const size = await sizeOf(args);
  const actual = await attempt(device, op.call, args);
  if ('error' in actual) fail(op, args, '', `is refused, unlike by PyTorch: ${actual.error.message}`);
  const results = actual.outcome.tensors;
  if (results.length !== outs.length)
    fail(op, args, '', `gives ${results.length} tensors, PyTorch ${outs.length}`);
  outs.forEach((g, k) => {
    compare(op, args, `result ${k}`, results[k]!, g, op.op.tolerance, size);
  });
  if (expected.grad !== undefined) await checkGradients(device, op, args, expected.grad, size);
}

/** Gradients of Σ result · cotangent. */
async function checkGradients(
  device: Device,
  op: PublicOp,
  args: Sample,
  golden: readonly (GoldenTensor | null)[],
  size: Size,
): Promise<void> {
  const inputs = tensorsIn(args).filter((t) => t.dtype.isFloatingPoint);
  for (const t of inputs) t.requiresGrad_();
  await scope(async () => {
    settle(device);
    const result = op.call(...args);
    const outs = tensorsIn(result instanceof Promise ? await result : result);
    const carrying = outs.flatMap((out, k) =>
      out.requiresGrad ? [{ out: out.dtype.kind === 'complex' ? viewAsReal(out) : out, k }] : [],
    );
    const cotangents = carrying.map(({ out, k }) =>
      tensor(
        Array.from({ length: out.numel() }, (_, i) => cotangent(i, k)),
        { shape: out.shape, dtype: out.dtype, device },
      ),
    );
    const outputs: Tensor[] = carrying.map((c) => c.out);
    const grads =
      outputs.length === 0 ? [] : grad(outputs, inputs, { gradOutputs: cotangents, allowUnused: true });
    for (let i = 0; i < golden.length; i++) {
      const expected = golden[i]!;
      const g = grads[i] ?? null;
      const what = `the gradient of operand ${i}`;
      // PyTorch gives zeros where we may give none.
      if (g === null) {
        if (expected !== null && magnitude((expected.v ?? []).map((v) => Number(decodeNumber(v)))) > 0) {
          fail(op, args, what, "is absent, unlike PyTorch's");
        }
        continue;
      }
      const actual = await snapshot(g);
      if (expected === null) {
        if (magnitude(actual.data) > 0) fail(op, args, what, 'is not zero, but PyTorch gives none');
        continue;
      }
      const largest = Math.max(magnitude(expected.v!.map((v) => Number(decodeNumber(v)))), size.inputs, 2);
      const kind = op.op.tolerance === 'decomposition' ? 'decomposition' : 'accumulate';
      compare(op, args, what, actual, expected, kind, { terms: size.terms, inputs: largest });
    }
  });
}
