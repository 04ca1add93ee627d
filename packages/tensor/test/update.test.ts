import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ArgumentError,
  DisposedError,
  DTypeError,
  defineUpdate,
  observe,
  ShapeError,
  type Tensor,
  tensor,
  use,
} from '../src/index.js';

beforeAll(() => use(reference(), autograd()));

const momentum = defineUpdate(
  'momentum',
  { state: ['p', 'buf'], inputs: ['g'], params: ['lr', 'mu'] },
  ({ p, buf, g, lr, mu }) => {
    const b = buf.mul(mu).add(g);
    return { p: p.sub(b.mul(lr)), buf: b };
  },
);

const values = (...list: Tensor[]): unknown[] => list.map((t) => t.toArraySync());

describe('defineUpdate', () => {
  it('takes as many operands as a kernel has', () => {
    const names = Array.from({ length: 16 }, (_, i) => `s${i}`);
    const declare = (inputs: string[]) => () =>
      defineUpdate('many', { state: names, inputs, params: [] }, (s) =>
        Object.fromEntries(names.map((n) => [n, s[n]!.mul(2)])),
      );
    declare([])().run(
      names.map((_, i) => tensor([i])),
      [],
      [],
    );
    expect(declare(['g'])).toThrow(
      new ArgumentError(
        'many: reading and writing 16 state tensors and reading 1 inputs takes 33 operands; a kernel has at most 32',
      ),
    );
  });

  it('overwrites the state in one call that observers see, with numbers as run-time parameters', () => {
    const p = tensor([1, 2]);
    const buf = tensor([0, 1]);
    const g = tensor([4, 4]);
    const seen: unknown[] = [];
    const watch = observe({
      called: (name, inputs, _a, outputs) => {
        seen.push(name, inputs, outputs);
      },
    });
    momentum.run([p, buf], [g], [0.5, 0.25]);
    watch.remove();
    expect(values(p, buf, g)).toEqual([
      [-1, -0.125],
      [4, 4.25],
      [4, 4],
    ]);
    expect(seen).toEqual(['momentum', [p, buf, g], [p, buf]]);
    momentum.run([p, buf], [g], [1, 0]);
    expect(values(p, buf)).toEqual([
      [-5, -4.125],
      [4, 4],
    ]);
  });

  it('runs below autograd: leaves may be written, nothing is recorded, versions count', () => {
    const p = tensor([1], { requiresGrad: true });
    const buf = tensor([0]);
    const before = p.version;
    momentum.run([p, buf], [tensor([1], { requiresGrad: true })], [1, 0]);
    expect(p.isLeaf && buf.isLeaf && !buf.requiresGrad).toBe(true);
    expect(p.version).toBe(before + 1);
    expect(buf.version).toBe(1);
  });

  it('takes any layout, broadcasts inputs, and copies those that overlap the state', () => {
    const p = tensor([
      [1, 2],
      [3, 4],
    ]).t();
    const buf = tensor([
      [0, 0],
      [0, 0],
    ]);
    momentum.run([p, buf], [tensor([10, 20])], [1, 0]);
    expect(values(p, buf)).toEqual([
      [
        [-9, -17],
        [-8, -16],
      ],
      [
        [10, 20],
        [10, 20],
      ],
    ]);
    const q = tensor([
      [1, 2],
      [3, 4],
    ]);
    momentum.run(
      [
        q,
        tensor([
          [0, 0],
          [0, 0],
        ]),
      ],
      [q.t()],
      [1, 0],
    );
    expect(q.toArraySync()).toEqual([
      [0, -1],
      [1, 0],
    ]);
    const r = tensor([1, 2]);
    momentum.run([r, tensor([0, 0])], [r], [1, 0]);
    expect(r.toArraySync()).toEqual([0, 0]);
    const one = tensor([1, 2, 3]);
    momentum.run([one, tensor([0, 0, 0])], [tensor(2)], [1, 0]);
    expect(one.toArraySync()).toEqual([-1, 0, 1]);
  });

  it('computes halves in float32 and mixes dtypes', () => {
    const p = tensor([1], { dtype: 'float16' });
    const buf = tensor([2 ** -20]);
    momentum.run([p, buf], [tensor([2 ** -20], { dtype: 'float64' })], [1, 1]);
    expect(buf.itemSync()).toBe(2 ** -19);
    expect(p.itemSync()).toBe(1);
    expect([p.dtype.name, buf.dtype.name]).toEqual(['float16', 'float32']);
  });

  it('does nothing to empty tensors', () => {
    const p = tensor([]);
    momentum.run([p, tensor([])], [tensor([])], [1, 1]);
    expect(p.toArraySync()).toEqual([]);
  });

  it('refuses operands that do not fit, and leaves the state as it is', () => {
    const p = tensor([1, 2]);
    const buf = tensor([0, 0]);
    expect(() => momentum.run([p, tensor([0])], [p], [1, 1])).toThrow(
      'momentum: the state tensors differ in shape: p is [2], buf is [1]',
    );
    expect(() => momentum.run([p, buf], [tensor([[1], [2]])], [1, 1])).toThrow(ShapeError);
    expect(() => momentum.run([p, buf], [tensor([1, 2, 3])], [1, 1])).toThrow('momentum: ');
    expect(() => momentum.run([p, buf], [tensor([1n, 2n])], [1, 1])).toThrow(DTypeError);
    expect(() => momentum.run([p, buf], [], [1, 1])).toThrow('declared are p, buf, g, lr, mu');
    expect(() => momentum.run([p, buf], [p], [1])).toThrow(ArgumentError);
    expect(() => momentum.run([tensor([1]).expand([2]), buf], [p], [1, 1])).toThrow(
      'share one place in memory',
    );
    const gone = tensor([1, 2]);
    gone.dispose();
    expect(() => momentum.run([p, buf], [gone], [1, 1])).toThrow(DisposedError);
    expect(() => defineUpdate('none', { state: [], inputs: [], params: [] }, () => ({}))).toThrow(
      'at least one state',
    );
    expect(values(p, buf)).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });
});
