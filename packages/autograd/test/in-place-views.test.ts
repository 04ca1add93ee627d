import { readFileSync } from 'node:fs';
import { cpu } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { type Device, ones, slice, type Tensor, tensor, use, zeros, zerosLike } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { autograd, grad, noGrad } from '../src/index.js';

type Nested = number | Nested[];

interface Goldens {
  readonly torch: string;
  readonly x: number[][];
  readonly w: number[];
  readonly c: number[][];
  readonly cases: Record<string, { out: Nested; first: Nested[]; second: (Nested | null)[] }>;
}

const goldens = JSON.parse(
  readFileSync(new URL('./goldens/in-place-views.json', import.meta.url), 'utf8'),
) as Goldens;

const dtype = 'float64';

/** The twins of the programs in goldens/in-place-views.py, by their names there. */
const programs: Record<string, (x: Tensor, w: Tensor, device: Device) => Tensor> = {
  row(x, w) {
    const y = x.mul(2);
    y.at(0).add_(w);
    return y;
  },
  column_of_transposed(x, w) {
    const y = x.mul(2);
    y.t().at(1).mul_(3).sub_(w.at(0));
    return y;
  },
  into_zeros(x, w, device) {
    const y = zeros([3, 4], { dtype, device });
    for (let i = 0; i < 3; i++) y.at(i).copy_(x.at(i).pow(2).mul(w));
    return y;
  },
  older_view(x, w) {
    const y = x.mul(2);
    const v = y.at(1);
    y.mul_(3);
    return v.mul(w);
  },
  sibling(x, w) {
    const y = x.mul(2);
    const [u, v] = [y.at(slice(), 0), y.at(0)];
    v.add_(w);
    return u.exp();
  },
  views_of_views(x, w) {
    const y = x.mul(2);
    y.view([12])
      .narrow(0, 2, 6)
      .view([2, 3])
      .at(1)
      .add_(w.narrow(0, 0, 3));
    y.at(2, slice(1, 3)).exp_();
    return y.mul(w);
  },
  chain(x, w) {
    const y = x.clone();
    const v = y.at(1);
    v.mul_(2);
    y.add_(1);
    y.at(slice(), 1).add_(w.at(1));
    v.tanh_();
    return y.add(v);
  },
  result_of_the_view(x, w) {
    const y = x.mul(2);
    const v = y.select(1, 2);
    v.add_(w.narrow(0, 0, 3)).exp_();
    return v;
  },
  steps(x, w) {
    const y = x.mul(2);
    y.at(slice(null, null, 2), slice(1, null, 2)).add_(w.narrow(0, 0, 2));
    return y;
  },
  filled(x) {
    const y = x.mul(2);
    y.at(0).zero_();
    y.at(1).fill_(5);
    return y.mul(y);
  },
  assigned(x, w) {
    const y = x.mul(2);
    y.at(1).setAt([[0, 2]], w.narrow(0, 0, 2));
    return y.mul(y);
  },
  base_without_gradient(x, w, device) {
    const y = ones([3, 4], { dtype, device });
    const [v, u] = [y.at(0), y.at(slice(), 0)];
    v.mul_(w);
    return u.mul(x.at(slice(), 0));
  },
};

const flat = (v: Nested): number[] => (Array.isArray(v) ? v.flatMap(flat) : [v]);

function expectClose(actual: Tensor, expected: Nested, what: string): void {
  const given = flat(actual.toArraySync() as Nested);
  const wanted = flat(expected);
  expect(given.length, what).toBe(wanted.length);
  given.forEach((v, i) => expect(v, `${what}, element ${i}`).toBeCloseTo(wanted[i]!, 10));
}

for (const backend of [reference(), cpu()]) {
  describe(`in-place ops on views on '${backend.name}' as PyTorch ${goldens.torch}`, () => {
    let device: Device;
    beforeAll(() => {
      use(backend, autograd());
      device = zeros([1], { device: backend.name }).device;
    });
    const leaf = (data: number[] | number[][]): Tensor => tensor(data, { dtype, device, requiresGrad: true });

    for (const [name, expected] of Object.entries(goldens.cases)) {
      it(`${name}: values, first and second gradients`, () => {
        const leaves = [leaf(goldens.x), leaf(goldens.w)] as const;
        const out = programs[name]!(...leaves, device);
        expectClose(out, expected.out, 'the result');
        const c = tensor(flat(goldens.c).slice(0, out.numel()), { dtype, device }).view(out.shape);
        const given = grad([out.mul(c).sum()], [...leaves], { createGraph: true, allowUnused: true });
        const first = given.map((g, i) => g ?? zerosLike(leaves[i]!));
        first.forEach((g, i) => expectClose(g, expected.first[i]!, `gradient ${i}`));
        const again = first.map((g) => g.sin().mul(g).sum()).reduce((a, b) => a.add(b));
        // None and zeros say the same.
        const zero = leaves.map((t) => zerosLike(t));
        const second = again.requiresGrad ? grad([again], [...leaves], { allowUnused: true }) : [null, null];
        second.forEach((g, i) => {
          const wanted = expected.second[i] ?? (zero[i]!.toArraySync() as Nested);
          expectClose(g ?? zero[i]!, wanted, `second gradient ${i}`);
        });
      });
    }

    it('every program of the goldens has a twin, and the other way round', () => {
      expect(Object.keys(programs)).toEqual(Object.keys(goldens.cases));
    });

    it('move all views of the tensor on: they want a gradient when it does', () => {
      const y = zeros([2, 2], { dtype, device });
      const [v, u] = [y.at(0), y.at(1)];
      expect([y.requiresGrad, v.requiresGrad, u.isLeaf]).toEqual([false, false, true]);
      v.add_(leaf([1, 2]));
      expect([y.requiresGrad, v.requiresGrad, u.requiresGrad]).toEqual([true, true, true]);
      expect([y.isLeaf, v.isLeaf, u.isLeaf]).toEqual([false, false, false]);
    });

    it('leave `retainGrad` of a view with its value', () => {
      const y = leaf([1, 2, 3]).mul(2);
      const v = y.narrow(0, 0, 2);
      v.retainGrad();
      v.mul_(3);
      y.mul(tensor([1, 10, 100], { dtype, device }))
        .sum()
        .backward();
      expect(v.grad).toBeNull();
      v.mul(tensor([1, 10], { dtype, device }))
        .sum()
        .backward();
      expect(v.grad!.toArraySync()).toEqual([1, 10]);
    });

    it('are refused in words where they can’t be followed', () => {
      const x = leaf([1, 2, 3, 4]);
      expect(() => x.view([2, 2]).at(0).add_(1)).toThrow('add: a view of a leaf that requires a gradient');
      const y = x.mul(2);
      const unseen = noGrad(() => y.narrow(0, 0, 2));
      expect(() => unseen.add_(1)).toThrow('add: this view was made without recording');
      const overlapping = y.unfold(0, 2, 1);
      expect(() => overlapping.add_(1)).toThrow("add: this view can't be changed in place");
      expect(() => y.unsqueeze(0).expand([2, 4]).add_(1)).toThrow("can't be changed in place");
      // Nothing of it was written or recorded.
      expect(y.toArraySync()).toEqual([2, 4, 6, 8]);
      y.sum().backward();
      expect(x.grad!.toArraySync()).toEqual([2, 2, 2, 2]);
    });

    it('of what a gradient needs are found by backward', () => {
      const x = leaf([1, 2]);
      const y = x.mul(2);
      const z = y.exp().mul(y);
      y.at(0).add_(1);
      expect(() => z.sum().backward()).toThrow('was changed in place');
    });
  });
}
