import { appendFileSync } from 'node:fs';
import { autograd } from '@cresset/autograd';
import type { Device, DType, DTypeName } from '@cresset/tensor';
import { float32, float64, toDType, use } from '@cresset/tensor';
import type { Backend } from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../conformance/run.js';
import type { PublicOp } from '../../registry.js';
import { checkCase, checkRefusal, REFUSED } from './check.js';
import type { OpInfoCase, OpInfoFile } from './file.js';
import { opInfoKeys, readOpInfo } from './file.js';
import { gapReader, opInfoGaps } from './gaps.js';
import { opFinder } from './ops.js';

export interface OpInfoOptions {
  /** Least share of the samples that must pass, in percent. Default 99.5. */
  readonly percent?: number;
  /** Least number of calls that PyTorch refuses and that must be refused too. Default 150. */
  readonly refusals?: number;
  /** Milliseconds that the samples of one op may take (default: the runner's), for devices that compile each kernel. */
  readonly timeout?: number;
  /** Only every `of`-th op, from number `index` on: for devices on which one process can't hold all of it. */
  readonly part?: { readonly index: number; readonly of: number };
}

/**
 * Samples that passed and failed. Those of dtypes that the device doesn't have, and those that it refuses in words
 * because it lacks a routine or can't block, count as neither.
 */
class Tally {
  passed = 0;
  failed = 0;
  foreign = 0;
  refused = 0;

  get percent(): number {
    return (100 * this.passed) / Math.max(1, this.passed + this.failed);
  }
}

/**
 * Whether a device has a dtype: it computes in it, or, of complex numbers, it stores their parts and computes in those.
 */
function has(device: Device, t: DType): boolean {
  const { limits } = device.backend;
  if (t.kind !== 'complex') return ['arithmetic', 'accelerated'].includes(limits.support(t));
  return limits.support(t) !== 'none' && has(device, t.name === 'complex64' ? float32 : float64);
}

/** Whether the device has every dtype of a sample. */
function hasDTypes(device: Device, file: OpInfoFile, c: OpInfoCase): boolean {
  const call = JSON.stringify([c.a, c.o ?? {}]);
  const wanted = [
    toDType(c.d),
    ...Array.from(call.matchAll(/"\$t":(\d+)/g), ([, place]) => file.dtype(Number(place))),
    ...Array.from(call.matchAll(/"\$d":"(\w+)"/g), ([, name]) => toDType(name as DTypeName)),
    ...c.r.map((r) => (typeof r === 'number' ? file.dtype(r) : toDType(r.d))),
  ];
  return wanted.every((t) => has(device, t));
}

/** For making lists of known gaps: every failure as a line of JSON in the file that this variable names. */
function report(device: Device, key: string, id: string, dtype: string, wrong: string): void {
  const target = process.env.CRESSET_GOLDEN_REPORT;
  if (target !== undefined)
    appendFileSync(target, `${JSON.stringify({ device: device.name, key, id, dtype, wrong })}\n`);
}

const shownCall = (c: { a: readonly unknown[]; o?: unknown }, file: OpInfoFile): string =>
  JSON.stringify(c.o === undefined ? c.a : [...c.a, c.o]).replace(/\{"\$t":(\d+)\}/g, (_, place: string) => {
    const { dtype, shape } = file.tensor(Number(place));
    return `${dtype}[${shape}]`;
  });

/**
 * Registers the samples of PyTorch's OpInfo database as tests of a backend: value, dtype, shape and gradient of each,
 * and the calls that PyTorch refuses. Known gaps stand in goldens/opinfo-gaps.json and are strict.
 */
export function runOpInfo(backend: Backend, options: OpInfoOptions = {}): void {
  use(autograd());
  const device = deviceOf(backend);
  const find = opFinder();
  const gaps = opInfoGaps(device.name);
  const samples = new Tally();
  const refusals = new Tally();
  const absent: string[] = [];

  async function checkFile(key: string, op: PublicOp): Promise<void> {
    const file = readOpInfo(key);
    const gapOf = gapReader(gaps, file);
    const problems: string[] = [];
    const judge = (tally: Tally, id: string, dtype: string, call: string, wrong: string | null): void => {
      const gap = gapOf(id);
      if (wrong === null) tally.passed++;
      else {
        tally.failed++;
        report(device, key, id, dtype, wrong);
      }
      if (wrong !== null && gap === undefined) problems.push(`#${id} ${op.path}${call}: ${wrong}`);
      if (wrong === null && gap !== undefined && gap.unsettled !== true) {
        problems.push(`#${id} ${op.path}${call} passes now; remove it from the known gaps ("${gap.why}")`);
      }
    };
    for (const [i, c] of file.cases.entries()) {
      if (!hasDTypes(device, file, c)) samples.foreign++;
      else {
        const wrong = await checkCase(device, op, file, c);
        if (wrong === REFUSED) samples.refused++;
        else judge(samples, `${i}`, c.d, shownCall(c, file), wrong);
      }
    }
    for (const [i, e] of file.errors.entries()) {
      judge(refusals, `e${i}`, 'errors', shownCall(e, file), await checkRefusal(device, op, file, e));
    }
    if (problems.length > 0) {
      const more = problems.length > 6 ? `\n… and ${problems.length - 6} more` : '';
      throw new Error(`${problems.slice(0, 6).join('\n')}${more}`);
    }
  }

  const { index, of } = options.part ?? { index: 0, of: 1 };
  const keys = opInfoKeys().filter((_, i) => i % of === index);
  const percent = options.percent ?? 99.5;
  const least = Math.floor((options.refusals ?? 150) / of);
  const partName = of === 1 ? '' : `, part ${index + 1} of ${of}`;

  describe(`PyTorch's OpInfo samples on '${device.name}'${partName}`, () => {
    for (const key of keys) {
      const name = readOpInfoName(key);
      const op = find(name);
      if (op === null) absent.push(key);
      else it(key, () => checkFile(key, op), options.timeout);
    }

    it(`at least ${percent} % of the samples pass, and ${least} calls are refused`, () => {
      const line = (what: string, t: Tally): string =>
        `${what}: ${t.passed} of ${t.passed + t.failed} (${t.percent.toFixed(2)} %)${t.foreign > 0 ? `, ${t.foreign} of dtypes that the device lacks` : ''}${t.refused > 0 ? `, ${t.refused} refused in words` : ''}`;
      const missing = absent.length > 0 ? `; without an op here: ${absent.join(', ')}` : '';
      process.stdout.write(
        `OpInfo on '${device.name}'${partName}: ${line('samples', samples)}; ${line('refusals', refusals)}${missing}\n`,
      );
      expect(samples.percent).toBeGreaterThanOrEqual(percent);
      expect(refusals.passed).toBeGreaterThanOrEqual(least);
    });
  });
}

/** The op of a golden: its name without the variant. */
const readOpInfoName = (key: string): string => readOpInfo(key).op;
