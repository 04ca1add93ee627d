import { readFileSync } from 'node:fs';
import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import { toCamelCase } from '@cresset/tensor/toolkit';
import { describe, expect, it } from 'vitest';
import { complex128, float64 } from '../src/dtype.js';
import { load, pair } from '../src/expr/scalar.js';
import { makeInstance } from '../src/op/elementwise.js';
import { callInstance } from '../src/op/elementwise-call.js';
import { devices } from './devices.js';

type Word = number | string;
type Value = Word | [Word, Word];

interface Goldens {
  readonly torch: string;
  readonly x: [Word, Word][];
  readonly y: [Word, Word][];
  readonly g: [Word, Word][];
  readonly edges: [Word, Word][];
  readonly unary: Record<string, { value: Value[]; gradient: Value[] }>;
  readonly atEdges: Record<string, Value[]>;
  readonly matrices: Record<string, { value: Value[]; gradient: Value[] }>;
  readonly binary: Record<string, { value: Value[]; gradients: [Value[], Value[]] }>;
}

const goldens = JSON.parse(
  readFileSync(new URL('./goldens/complex.json', import.meta.url), 'utf8'),
) as Goldens;
const number = (w: Word): number => (typeof w === 'string' ? Number(w.replace('inf', 'Infinity')) : w);
const parts = (v: Value): number[] => (Array.isArray(v) ? v.map(number) : [number(v)]);
const join = makeInstance(
  'complex',
  [pair(load(0, float64), load(1, float64), complex128)],
  [float64, float64],
  0,
);

type Op = (...args: unknown[]) => Tensor;
const op = (name: string): Op => (T as unknown as Record<string, Op>)[toCamelCase(name)]!;

/** Each part within 1e-10 of the number's size: a part may be the small difference of large ones. */
function expectClose(actual: Tensor, expected: Value[], label: (i: number) => string): void {
  const given = actual.toArraySync() as (number | [number, number])[];
  expect(given.length).toBe(expected.length);
  const wrong = expected.flatMap((e, i) => {
    const want = parts(e);
    const got = [given[i]!].flat();
    const size = Math.max(...want.map(Math.abs).filter(Number.isFinite), 0);
    const same = want.every(
      (w, k) => Object.is(w, got[k]) || Math.abs(w - got[k]!) <= 1e-10 * size || w === got[k],
    );
    return same ? [] : [`${label(i)}: ${got.join(', ')}; PyTorch gives ${want.join(', ')}`];
  });
  expect(wrong).toEqual([]);
}

for (const device of devices) {
  const make = (values: [Word, Word][]): Tensor => {
    const part = (k: 0 | 1): Tensor =>
      T.tensor(
        values.map((v) => number(v[k])),
        { dtype: 'float64', device },
      );
    return callInstance(join, [part(0), part(1)])[0]!;
  };
  describe(`complex functions on '${device}' as PyTorch ${goldens.torch}`, () => {
    for (const [name, { value, gradient }] of Object.entries(goldens.unary)) {
      it(name, () => {
        const x = make(goldens.x).requiresGrad_();
        const y = op(name)(x);
        expect(y.dtype.name).toBe(Array.isArray(value[0]) ? 'complex128' : 'float64');
        const at = (i: number): string => `${name}(${goldens.x[i]!.join(', ')})`;
        expectClose(y, value, at);
        const real = (): Tensor =>
          T.tensor(
            goldens.g.map((v) => number(v[0])),
            { dtype: 'float64', device },
          );
        y.backward({ gradient: y.isComplex() ? make(goldens.g) : real() });
        expectClose(x.grad!, gradient, (i) => `gradient of ${at(i)}`);
      });
      it(`${name} at branch cuts, zeros and limits`, () => {
        expectClose(op(name)(make(goldens.edges)), goldens.atEdges[name]!, (i) => {
          return `${name}(${goldens.edges[i]!.join(', ')})`;
        });
      });
    }
    for (const [name, { value, gradients }] of Object.entries(goldens.binary)) {
      it(name, () => {
        const [x, y] = [make(goldens.x).requiresGrad_(), make(goldens.y).requiresGrad_()];
        const r = op(name)(x, y);
        expectClose(r, value, (i) => `${name} at ${i}`);
        r.backward({ gradient: make(goldens.g) });
        expectClose(x.grad!, gradients[0], (i) => `gradient of ${name} at ${i}, first`);
        expectClose(y.grad!, gradients[1], (i) => `gradient of ${name} at ${i}, second`);
      });
    }

    const ofMatrix: Record<string, (t: Tensor) => Tensor> = {
      sum: (t) => t.sum(0),
      mean: (t) => t.mean(1),
      prod: (t) => t.prod(1),
      cumsum: (t) => t.cumsum(1),
      cumprod: (t) => t.cumprod(0),
      matmul: (t) => t.matmul(t.reshape([6, 4])),
      norm: (t) => t.norm(2, 1),
      var: (t) => t.var(0),
      std: (t) => t.std(1),
      sgn: (t) => T.sgn(t),
    };
    for (const [name, { value, gradient }] of Object.entries(goldens.matrices)) {
      it(`${name} of a matrix`, () => {
        const x = make(goldens.x).reshape([4, 6]).detach().requiresGrad_();
        const r = ofMatrix[name]!(x);
        expectClose(r.reshape([-1]), value, (i) => `${name} at ${i}`);
        const g = make(goldens.g.slice(0, r.numel())).reshape([...r.shape]);
        r.backward({ gradient: r.isComplex() ? g : T.real(g).contiguous() });
        expectClose(x.grad!.reshape([-1]), gradient, (i) => `gradient of ${name} at ${i}`);
      });
    }

    it('writes in place through a strided view, and broadcasts a real operand', async () => {
      const x = make(goldens.x.slice(0, 6)).reshape([2, 3]);
      const before = (await x.toArray()) as [number, number][][];
      x.select(1, 1).mul_(T.tensor([2, 3], { dtype: 'float64', device }));
      const after = (await x.toArray()) as [number, number][][];
      expect(after[1]![1]).toEqual(before[1]![1]!.map((v) => v * 3));
      expect(after[1]![0]).toEqual(before[1]![0]);
    });

    it('gives second derivatives', () => {
      const x = make(goldens.x.slice(0, 3)).requiresGrad_();
      // L = Re(conj(1) · x³): the gradient is conj(3x²), that of its real part's sum is conj(6x).
      const y = T.mul(T.mul(x, x), x);
      const one = make([
        [1, 0],
        [1, 0],
        [1, 0],
      ]);
      y.backward({ gradient: one, createGraph: true });
      const first = x.grad!;
      x.grad = null;
      first.backward({ gradient: one });
      expectClose(
        x.grad!,
        goldens.x.slice(0, 3).map(([re, im]): Value => [6 * number(re), -6 * number(im)]),
        (i) => `at ${i}`,
      );
    });

    it('tells zeros and real numbers', async () => {
      const x = make([
        [0, 0],
        [0, 2],
        [1, 0],
        [0, 0],
      ]).reshape([2, 2]);
      expect(await x.countNonzero().item()).toBe(2);
      expect(await x.any(0).toArray()).toEqual([true, true]);
      expect(await x.all(1).toArray()).toEqual([false, false]);
      expect(await T.isreal(x).toArray()).toEqual([
        [true, false],
        [true, true],
      ]);
    });

    it('compares with a tolerance for distances in the plane', async () => {
      const x = make([
        [3, 4],
        [3, 4],
        ['nan', 0],
      ]);
      const y = make([
        [3, 4 + 4e-5],
        [3, 4 + 6e-5],
        [0, 'nan'],
      ]);
      expect(await T.isclose(x, y).toArray()).toEqual([true, false, false]);
      expect(await T.isclose(x, y, { rtol: 0, atol: 1e-4, equalNan: true }).toArray()).toEqual([
        true,
        true,
        true,
      ]);
      expect(await T.allclose(x, x)).toBe(false);
    });

    it('refuses in words what complex numbers have not', () => {
      const x = make(goldens.x.slice(0, 2));
      expect(() => T.lt(x, x)).toThrow('lt: has no rule for complex128');
      expect(() => T.floor(x)).toThrow('floor: has no rule for complex128');
      expect(() => T.div(x, 2, { roundingMode: 'floor' })).toThrow('div: has no rule for complex128');
      const real = T.real(x);
      const { poissonNllLoss, gaussianNllLoss } = T.functional;
      expect(() => poissonNllLoss(real, x)).toThrow('poissonNllLoss: has no rule for complex128');
      expect(() => gaussianNllLoss(real, x, 1)).toThrow('gaussianNllLoss: has no rule for complex128');
    });
  });
}
