import type { Device } from '@cresset/tensor';
import { differenceOfOutcomes } from '../compare/compare.js';
import type { PublicOp } from '../registry.js';
import { dense, layouts } from '../sample/layout.js';
import { tensorsIn } from '../tree.js';
import type { Attempt } from './context.js';
import { attempt, fail, lacksRoutine, mainDType, withSamples } from './context.js';
import { sizeOf } from './forward.js';

/** Beyond the tiles and thread grains of native backends; small enough for the reference. */
const enough = (op: PublicOp): number => (op.op.kind === 'elementwise' ? 33_000 : 4_000);
const most = (op: PublicOp): number => (op.op.kind === 'elementwise' ? 150_000 : 60_000);
/** Results can have the product of their operands' sizes (`outer`). */
const LONGEST = 512;
/** And their square (`diagflat`): a gigabyte, which isn't the question here and which no small device has. */
const LARGEST_RESULT = 2 ** 24;

/** The factor, less than `below`, by which the sizes of all samples are multiplied, and the largest sample then. */
async function growth(
  oracle: Device,
  op: PublicOp,
  below: number,
): Promise<{ index: number; grow: number } | null> {
  const shapes = await withSamples(op, { device: oracle, dtype: mainDType(op.op) }, async (samples) =>
    samples.map((args) => tensorsIn(args).map((t) => t.shape)),
  );
  for (const grow of [10_000, 256, 128, 64, 32, 16, 12, 8, 6, 4, 3, 2]) {
    if (grow >= below) continue;
    const sizes = shapes.map((list) =>
      Math.max(0, ...list.map((s) => s.reduce((n, d) => n * (d > 1 ? d * grow : d), 1))),
    );
    const largest = Math.max(0, ...sizes);
    const longest = Math.max(0, ...shapes.flat(2)) * grow;
    if (op.op.kind !== 'elementwise' && longest > LONGEST) continue;
    if (largest <= most(op))
      return largest < enough(op) && below === Infinity ? null : { index: sizes.indexOf(largest), grow };
  }
  return null;
}

/**
 * Samples are small; kernels are not. One sample of the op with its sizes multiplied, so that several tiles, vectors
 * with a rest and several threads take part. Samples whose other arguments fit only their own sizes are left out.
 */
export async function checkLarge(
  device: Device,
  oracle: Device,
  op: PublicOp,
  below = Infinity,
): Promise<void> {
  const found = await growth(oracle, op, below);
  if (found === null) return;
  const { index, grow } = found;
  const dtype = mainDType(op.op);
  let expected: Attempt | null = null;
  let size = { terms: 1, inputs: 0 };
  await withSamples(op, { device: oracle, dtype, layout: dense, grow }, async (samples) => {
    size = await sizeOf(samples[index]!);
    expected = await attempt(oracle, op.call, samples[index]!);
  });
  if (largestOf(expected!) > LARGEST_RESULT) return checkLarge(device, oracle, op, grow);
  for (const layout of layouts.filter((l) => ['dense', 'transposed'].includes(l.name))) {
    await withSamples(op, { device, dtype, layout, grow }, async (samples) => {
      const args = samples[index]!;
      const where = `grown by ${grow}, with ${layout.name} operands`;
      const actual = await attempt(device, op.call, args);
      const e = expected!;
      if ('error' in actual && lacksRoutine(device, actual.error.message)) return;
      if ('error' in e || 'error' in actual) {
        const [a, b] = [e, actual].map((x) => ('error' in x ? x.error.name : 'a result'));
        if (a !== b) fail(op, args, where, `gave ${b}, the reference ${a}`);
        return;
      }
      const d = differenceOfOutcomes(actual.outcome, e.outcome, op.op.tolerance, size);
      if (d !== null) fail(op, args, where, d);
    });
  }
}

/** Elements of the largest result. */
const largestOf = (a: Attempt): number =>
  'error' in a
    ? 0
    : Math.max(0, ...a.outcome.tensors.map((t) => t.shape.reduce((n: number, d: number) => n * d, 1)));
