import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { add, slice, tensor, use } from '@cresset/tensor';
import { deviceOf, dumpSamples, fuzz } from '@cresset/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { cotangent, decodeNumber, encodeArgument, encodeNumber, fingerprint } from '../src/golden/encode.js';
import { loadGolden } from '../src/golden/load.js';

const backend = reference();
beforeAll(() => use(backend, autograd()));

describe('goldens', () => {
  it('are dumped for every op with an oracle, as they were made', async () => {
    const dumped = await dumpSamples(backend);
    expect(dumped.length).toBeGreaterThan(200);
    const stale = dumped.flatMap((op) =>
      op.cases.flatMap((c) =>
        c.samples.flatMap((s, i) =>
          loadGolden(op.path)?.cases[c.dtype]?.[i]?.h === s.hash ? [] : [`${op.path} ${c.dtype} ${i}`],
        ),
      ),
    );
    expect(stale).toEqual([]);
  });

  it('hold numbers that JSON has no words for', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1.5, 2n ** 60n, 3n];
    const back = odd.map((v) => decodeNumber(JSON.parse(JSON.stringify(encodeNumber(v)))));
    expect(back).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -0,
      1.5,
      2n ** 60n,
      3,
    ]);
  });

  it('are known by all of their arguments', async () => {
    const of = async (...args: unknown[]): Promise<string> => fingerprint(await encodeArgument(args));
    const x = tensor([1, 2]);
    const first = await of(x, 1, { dim: 0 });
    expect(await of(tensor([1, 2]), 1, { dim: 0 })).toBe(first);
    expect(await of(x, 1, { dim: 0, device: 'reference' })).toBe(first);
    const others = [
      await of(tensor([1, 3]), 1, { dim: 0 }),
      await of(tensor([1, 2], { dtype: 'float64' }), 1, { dim: 0 }),
      await of(tensor([[1, 2]]), 1, { dim: 0 }),
      await of(x, 2, { dim: 0 }),
      await of(x, 1, { dim: 1 }),
      await of(x, 1),
      await of(x, slice(0, 1)),
      await of(x, slice(0, 2)),
    ];
    expect(new Set([first, ...others]).size).toBe(others.length + 1);
  });

  it('arrive as gradients that differ by element and by result', () => {
    const values = Array.from({ length: 23 }, (_, i) => cotangent(i, 0));
    expect(new Set(values).size).toBe(23);
    expect(cotangent(0, 1)).not.toBe(cotangent(0, 0));
    expect(values.every((v) => Math.fround(v) === v)).toBe(true);
  });
});

describe('the fuzzer', () => {
  it('makes the same calls from the same seed', async () => {
    const device = deviceOf(backend);
    const calls = async (seed: number): Promise<string[]> => {
      const list: string[] = [];
      await fuzz({ device, other: device, seconds: 0.5, seed, onCall: (c) => list.push(c) });
      return list;
    };
    const [a, b, c] = [await calls(5), await calls(5), await calls(6_000_000)];
    const n = Math.min(a.length, b.length);
    expect(n).toBeGreaterThan(20);
    expect(a.slice(0, n)).toEqual(b.slice(0, n));
    expect(c[0]).not.toBe(a[0]);
  });

  it('reports calls that take an engine’s error for an answer', async () => {
    const device = deviceOf(backend);
    const { backend: b } = device as unknown as { backend: { submit: (batch: unknown) => void } };
    const submit = b.submit;
    b.submit = () => {
      throw new TypeError('broken on purpose');
    };
    try {
      const { findings, calls } = await fuzz({
        device,
        other: device,
        seconds: 0.3,
        seed: 1,
        onCall: () => {},
      });
      expect(calls).toBeGreaterThan(20);
      expect(findings.join('\n')).toMatch(/threw TypeError: broken on purpose/);
    } finally {
      b.submit = submit;
    }
    expect(add(tensor([1]), 1).toArraySync()).toEqual([2]);
  });
});
