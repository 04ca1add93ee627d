import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import {
  type Device,
  GradientError,
  listDevices,
  scope,
  setDefaultDevice,
  type Tensor,
  tensor,
  use,
} from '@cresset/tensor';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { autograd, grad, noGrad } from '../src/index.js';
import { randomProgram, randomStream, type Step } from './program.js';

/**
 * Random programs, run twice: plainly, and with scopes, disposals and repeated passes wherever they may be, on memory
 * that turns into NaN the moment it is given back. Both must give the same gradients, and finite differences too.
 */
use(reference(), autograd());
if (isAvailable()) use(cpu());

interface Block {
  readonly buffer: unknown;
  readonly byteOffset: number;
  readonly bytes: number;
  refs: number;
}

interface OpenMemory {
  allocate(bytes: number): Block;
  free(block: Block): void;
}

/** Fills blocks with NaN when they are made and when they go; a block that is freed twice is an error. */
function poison(device: Device): { end(): void } {
  const memory = device.memory as unknown as OpenMemory;
  const { allocate, free } = memory;
  const backend = device.backend as unknown as {
    upload(buffer: unknown, offset: number, bytes: Uint8Array): void;
  };
  const gone = new WeakSet<Block>();
  const spoil = (b: Block): void => {
    if (b.bytes > 0) backend.upload(b.buffer, b.byteOffset, new Uint8Array(b.bytes).fill(0xff));
  };
  memory.allocate = (bytes) => {
    const block = allocate.call(memory, bytes);
    spoil(block);
    return block;
  };
  memory.free = (block) => {
    if (gone.has(block)) throw new Error('a block was freed twice');
    gone.add(block);
    spoil(block);
    free.call(memory, block);
  };
  return {
    end() {
      memory.allocate = allocate;
      memory.free = free;
    },
  };
}

type Mode = 'once' | 'twice' | 'grad' | 'second' | 'hooks';
const modes: readonly Mode[] = ['once', 'twice', 'grad', 'second', 'hooks'];

const shapes: readonly (readonly number[])[] = [[2, 3], [3], [2, 1], [2, 3]];

const makeLeaves = (
  seed: number,
  nudge: { leaf: number; at: number; by: number } | null = null,
): Tensor[] => {
  const random = randomStream(seed ^ 0x5bd1e995);
  return shapes.map((shape, k) => {
    const n = shape.reduce((a, b) => a * b, 1);
    const data = Float64Array.from({ length: n }, () => random() * 2 - 1);
    if (nudge?.leaf === k) data[nudge.at]! += nudge.by;
    return tensor(data, { dtype: 'float64' }).reshape(shape).clone();
  });
};

/** What the program is judged by: a weighted sum of its last values. */
const lossOf = (values: readonly Tensor[]): Tensor => {
  let loss = values[0]!.sum().mul(0.1);
  for (const v of values.slice(-5)) loss = loss.add(v.mul(v).sum().mul(0.3)).add(v.sum());
  return loss;
};

const plain = (t: Tensor | null): number[] | null =>
  t === null ? null : [...(t.dataSync() as Float64Array)];

/** Backward with hooks on some of the last values, and `retainGrad` on others. */
function backwardIn(mode: Mode, values: readonly Tensor[], leaves: readonly Tensor[]): (number[] | null)[] {
  const seen: Tensor[] = [];
  const retained: Tensor[] = [];
  if (mode === 'hooks') {
    values.slice(-5).forEach((v, i) => {
      if (!v.requiresGrad || v.isLeaf) return;
      if (i % 2 === 0) retained.push(v.retainGrad());
      v.registerHook((g) => {
        seen.push(g, g.mul(3));
        return i < 3 ? g.mul(1.5) : undefined;
      });
    });
    lossOf(values).backward();
    return [
      ...leaves.map((l) => plain(l.grad)),
      ...seen.map(plain),
      ...[...new Set(retained)].map((v) => plain(v.grad)),
    ];
  }
  return unhooked(mode, lossOf(values), leaves);
}

function unhooked(mode: Mode, loss: Tensor, leaves: readonly Tensor[]): (number[] | null)[] {
  if (mode === 'grad') return grad(loss, leaves, { allowUnused: true }).map(plain);
  if (mode === 'second') {
    const first = grad(loss, leaves, { allowUnused: true, createGraph: true });
    const again = first.flatMap((g) => (g?.requiresGrad === true ? [g.mul(g).sum()] : []));
    const results = first.map(plain);
    if (again.length > 0) again.reduce((a, b) => a.add(b)).backward();
    return [...results, ...leaves.map((l) => plain(l.grad))];
  }
  loss.backward({ retainGraph: mode === 'twice' });
  if (mode === 'twice') loss.backward();
  return leaves.map((l) => plain(l.grad));
}

/** The program with nothing released by hand. */
function runPlainly(steps: readonly Step[], leaves: readonly Tensor[]): Tensor[] {
  const values = [...leaves];
  for (const s of steps) values.push(...s.run(...s.reads.map((i) => values[i]!)));
  return values;
}

/** The program with handles disposed once nothing reads them, and parts of it in scopes. */
function runWildly(
  steps: readonly Step[],
  leaves: readonly Tensor[],
  counts: readonly number[],
  seed: number,
): Tensor[] {
  const random = randomStream(seed);
  const total = leaves.length + counts.reduce((a, b) => a + b, 0);
  const lastRead = new Map<number, number>();
  steps.forEach((s, k) => s.reads.forEach((i) => lastRead.set(i, k)));
  // The loss reads the first value and the last five.
  const spared = (i: number): boolean => i < leaves.length || i >= total - 5;
  const values: Tensor[] = [...leaves];
  const runStep = (s: Step): void => {
    values.push(...s.run(...s.reads.map((i) => values[i]!)));
  };
  const handlesElsewhere = (t: Tensor): boolean => values.filter((v) => v === t).length > 1;
  let k = 0;
  while (k < steps.length) {
    const length = random() < 0.3 ? 1 + Math.floor(random() * 4) : 0;
    if (length === 0) runStep(steps[k++]!);
    else {
      const until = Math.min(k + length, steps.length);
      scope(() => {
        while (k < until) runStep(steps[k++]!);
        return values.filter((_, i) => spared(i) || (lastRead.get(i) ?? -1) >= until);
      });
    }
    for (let i = 0; i < values.length; i++) {
      const t = values[i]!;
      if (!spared(i) && (lastRead.get(i) ?? -1) < k && !handlesElsewhere(t) && random() < 0.5) t.dispose();
    }
  }
  return values;
}

/** Whether the library refuses the program (an in-place change of what a gradient needs), and the same both times. */
function refused<R>(body: () => R): R | null {
  try {
    return body();
  } catch (error) {
    if (error instanceof GradientError) return null;
    throw error;
  }
}

const close = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

/** Central differences of the loss by every element of the leaves. */
function differences(steps: readonly Step[], seed: number): number[][] {
  const lossAt = (nudge: { leaf: number; at: number; by: number }): number =>
    noGrad(() => lossOf(runPlainly(steps, makeLeaves(seed, nudge))).itemSync());
  const h = 1e-6;
  return shapes.map((shape, leaf) => {
    const n = shape.reduce((a, b) => a * b, 1);
    return Array.from(
      { length: n },
      (_, at) => (lossAt({ leaf, at, by: h }) - lossAt({ leaf, at, by: -h })) / (2 * h),
    );
  });
}

const names = isAvailable() ? ['reference', 'cpu'] : ['reference'];
const SEEDS = Number(process.env.CRESSET_STRESS ?? 60);

describe.each(names)('random programs on %s', (name) => {
  beforeEach(() => setDefaultDevice(name));
  afterAll(() => setDefaultDevice('reference'));

  it('give the same gradients whatever is released when', () => {
    const device = listDevices().find((d) => d.name === name)!;
    let checked = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const mode = modes[seed % modes.length]!;
      const leavesFor = (): Tensor[] => makeLeaves(seed).map((t) => t.requiresGrad_());
      const drafted: Tensor[] = leavesFor();
      const steps = randomProgram(seed, 14, drafted);
      const counts: number[] = [];
      const expected = refused(() => {
        const leaves = leavesFor();
        const values = [...leaves];
        for (const s of steps) {
          const made = s.run(...s.reads.map((i) => values[i]!));
          counts.push(made.length);
          values.push(...made);
        }
        return backwardIn(mode, values, leaves);
      });
      if (expected?.some((g) => g?.some(Number.isNaN)) === true) continue;
      const what = `seed ${seed}, ${mode}: ${steps.map((s) => `${s.name}(${s.reads.join(',')})`).join(' ')}`;
      const poisoned = poison(device);
      let actual: (number[] | null)[] | null;
      try {
        actual = refused(() => {
          const leaves = leavesFor();
          const values = runWildly(steps, leaves, counts, seed);
          return seed % 3 === 0
            ? scope(() => backwardIn(mode, values, leaves))
            : backwardIn(mode, values, leaves);
        });
      } catch (error) {
        throw new Error(`${what}\n${String(error instanceof Error ? error.stack : error)}`);
      } finally {
        poisoned.end();
      }
      if (expected === null || actual === null) {
        expect([expected === null, actual === null], what).toEqual([true, true]);
        continue;
      }
      checked++;
      const same = expected.every((g, i) => {
        const other = actual[i]!;
        if (g === null || other === null) return g === other;
        return g.length === other.length && g.every((v, j) => close(v, other[j]!, 1e-12));
      });
      expect({ what, gradients: same ? expected : actual }).toEqual({ what, gradients: expected });
      if (seed % 4 === 0 && mode !== 'second' && mode !== 'hooks') {
        const factor = mode === 'twice' ? 2 : 1;
        const numeric = differences(steps, seed);
        numeric.forEach((row, i) =>
          row.forEach((d, j) => {
            const g = (expected[i]?.[j] ?? 0) / factor;
            expect(close(g, d, 1e-4), `${what}: leaf ${i} element ${j}: ${g}, by differences ${d}`).toBe(
              true,
            );
          }),
        );
      }
    }
    expect(checked).toBeGreaterThan(SEEDS / 3);
  });
});
