import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cases } from '../cases.mjs';
import { calibrate, compare, median } from '../measure.mjs';
import { parseOptions, selectCases } from '../options.mjs';
import { alignColumns, showRatio, showTable, showTime } from '../table.mjs';
import { findTorch } from '../torch-side.mjs';

/** A side whose iterations take the given times. */
function fakeSide(secondsPerIteration: number) {
  const log: string[] = [];
  return {
    log,
    async prepare(benchCase: { name: string }, threads: number) {
      log.push(`prepare ${benchCase.name} ${threads}`);
    },
    async measure(iterations: number) {
      log.push(`measure ${iterations}`);
      return iterations * secondsPerIteration;
    },
  };
}

describe('options of the bench', () => {
  it('has defaults and reads lists', () => {
    expect(parseOptions([])).toMatchObject({ threads: [1, 2], device: 'cpu', rounds: 15, only: [] });
    expect(parseOptions(['--threads', '4', '--only', 'LeNet', '--json', 'x.json'])).toMatchObject({
      threads: [4],
      only: ['LeNet'],
      json: 'x.json',
    });
  });

  it('refuses nonsense in words', () => {
    expect(() => parseOptions(['--threads', '1,zero'])).toThrow(
      "--threads needs a positive integer, got 'zero'",
    );
    expect(() => parseOptions(['--device', 'tpu'])).toThrow("--device must be cpu or reference, got 'tpu'");
    expect(() => parseOptions(['--nothing'])).toThrow('--nothing');
  });

  it('selects cases by a part of their name, and refuses to measure nothing', () => {
    expect(selectCases(cases, ['lenet step']).map((c) => c.program)).toEqual(['trainingStep']);
    expect(selectCases(cases, [])).toBe(cases);
    expect(() => selectCases(cases, ['no such'])).toThrow("no case has 'no such' in its name");
  });
});

describe('measuring', () => {
  it('takes the middle of odd and even numbers of samples', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('finds how many iterations fill a sample', async () => {
    expect(await calibrate(fakeSide(0.001), 0.03)).toBe(30);
    expect(await calibrate(fakeSide(10), 0.03)).toBe(1);
  });

  it('lets the sides take turns', async () => {
    const order: string[] = [];
    const side = (name: string, seconds: number) => ({
      async prepare() {},
      async measure(iterations: number) {
        order.push(name);
        return iterations * seconds;
      },
    });
    const sides = [side('ours', 1), side('theirs', 2)];
    const [ours, theirs] = await compare(sides, { name: 'x' }, 1, { rounds: 3, seconds: 0.03 });
    expect(order.slice(-6)).toEqual(['ours', 'theirs', 'ours', 'theirs', 'ours', 'theirs']);
    expect(ours).toEqual({ median: 1, best: 1, samples: 3 });
    expect(theirs.median).toBe(2);
  });
});

describe('the table', () => {
  it('shows times with three digits and their ratio', () => {
    expect(showTime(7.2e-7)).toBe('0.720 µs');
    expect(showTime(0.0138)).toBe('13.8 ms');
    expect(showTime(2)).toBe('2.00 s');
    expect(showRatio(0.5, 1)).toBe('2.00×');
  });

  it('aligns columns', () => {
    expect(
      alignColumns([
        ['a', '10'],
        ['bcd', '5'],
      ]),
    ).toEqual(['a    10', 'bcd   5']);
  });

  it('names a case that failed, and leaves the columns of the other side out when there is none', () => {
    const good = { name: 'add', ours: { median: 1e-6, best: 1e-6 }, theirs: null, error: null };
    const bad = { name: 'mul', ours: null, theirs: null, error: 'no such kernel' };
    const text = showTable([good, bad], false);
    expect(text).toContain('1.00 µs');
    expect(text).toMatch(/mul +failed/);
    expect(text).not.toContain('PyTorch');
  });
});

describe('the two sides', () => {
  it('have the same programs', () => {
    const python = execFileSync('grep', ['-oE', '^    "[a-zA-Z0-9]+": [a-z0-9_]+,$', 'torch_side.py'], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
    });
    for (const { program } of cases) expect(python).toContain(`"${program}":`);
  });

  it('say why there is no PyTorch', async () => {
    const reason = await findTorch('no-such-interpreter');
    expect(reason).toContain("PyTorch isn't found by 'no-such-interpreter'");
    expect(reason).toContain('CRESSET_PYTHON');
  });
});
