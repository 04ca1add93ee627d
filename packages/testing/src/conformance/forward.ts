import type { Device } from '@cresset/tensor';
import { DTypeError } from '@cresset/tensor';
import type { KernelFamily } from '@cresset/tensor/backend';
import { differenceOfOutcomes, magnitude } from '../compare/compare.js';
import { snapshot } from '../compare/snapshot.js';
import type { PublicOp } from '../registry.js';
import type { Layout } from '../sample/layout.js';
import { dense, layouts } from '../sample/layout.js';
import { tensorsIn } from '../tree.js';
import type { Attempt, DTypeCase, FamilyWatch } from './context.js';
import { attempt, fail, isRefusal, withSamples } from './context.js';

/** A sample's result on the reference, with what a comparison needs to know. */
interface Expected {
  readonly result: Attempt;
  readonly families: ReadonlySet<KernelFamily>;
  /** Elements of the largest operand: at most so many terms are added up. */
  readonly terms: number;
  readonly inputs: number;
}

/** Elements and largest magnitude of a sample's operands. */
export async function sizeOf(args: readonly unknown[]): Promise<{ terms: number; inputs: number }> {
  let terms = 1;
  let inputs = 0;
  for (const t of tensorsIn(args)) {
    terms = Math.max(terms, t.numel());
    if (t.dtype.kind !== 'complex') inputs = Math.max(inputs, magnitude((await snapshot(t)).data));
  }
  return { terms, inputs };
}

async function expectedOf(
  oracle: Device,
  watch: FamilyWatch,
  op: PublicOp,
  c: DTypeCase,
  repeats: boolean,
): Promise<Expected[]> {
  return withSamples(op, { device: oracle, dtype: c.dtype, layout: dense, repeats }, async (samples) => {
    const list: Expected[] = [];
    for (const args of samples) {
      const size = await sizeOf(args);
      watch.take();
      const result = await attempt(oracle, op.call, args);
      list.push({ result, families: watch.take(), ...size });
    }
    return list;
  });
}

/** The op on `device` in every layout against the reference backend on dense operands. */
export async function checkForward(
  device: Device,
  oracle: Device,
  watch: FamilyWatch,
  op: PublicOp,
  c: DTypeCase,
): Promise<void> {
  for (const repeats of [false, true]) {
    const expected = await expectedOf(oracle, watch, op, c, repeats);
    const refused = expected.filter((e) => 'error' in e.result);
    if (!c.optional && refused.length > 0 && refused.length === expected.length) {
      throw new Error(
        `${op.path} is declared for ${c.dtype}, but refuses every sample: ${messageOf(refused[0]!)}`,
      );
    }
    for (const layout of layouts.filter((l) => l.repeats === repeats)) {
      await withSamples(op, { device, dtype: c.dtype, layout }, async (samples) => {
        for (let i = 0; i < samples.length; i++) {
          await compareSample(device, op, c, layout, samples[i]!, expected[i]!);
        }
      });
    }
  }
}

const messageOf = (e: Expected): string => ('error' in e.result ? e.result.error.message : '');

async function compareSample(
  device: Device,
  op: PublicOp,
  c: DTypeCase,
  layout: Layout,
  args: readonly unknown[],
  expected: Expected,
): Promise<void> {
  const where = `with ${layout.name} operands on '${device.name}'`;
  const actual = await attempt(device, op.call, args);
  if ('error' in expected.result) {
    const refusal = expected.result.error;
    // Single samples may ask for what a dtype can't do (`div` of bools, truncated); the goldens know what PyTorch takes.
    if (!c.optional && !(refusal instanceof DTypeError)) fail(op, args, 'on the reference', refusal.message);
    if (!('error' in actual)) fail(op, args, where, `runs what the reference refuses (${refusal.message})`);
    return;
  }
  if ('error' in actual) {
    if (isRefusal(device, expected.families, actual.error)) return;
    fail(op, args, where, `${actual.error.name}: ${actual.error.message}`);
  }
  const d = differenceOfOutcomes(actual.outcome, expected.result.outcome, op.op.tolerance, expected);
  if (d !== null) fail(op, args, where, d);
}
