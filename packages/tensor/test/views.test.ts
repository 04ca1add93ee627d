import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Tensor } from '@cresset/tensor';
import * as T from '@cresset/tensor';
import type { OpInfo, SampleMaker } from '@cresset/tensor/engine';
import { describe, expect, it } from 'vitest';
import { devices } from './devices.js';

type Op = ((...args: unknown[]) => unknown) & { readonly op: OpInfo };

/** Every op that is declared as a view, by its name: there is no other list. */
const views = Object.values(T as Record<string, unknown>)
  .filter((v): v is Op => typeof v === 'function' && (v as { op?: OpInfo }).op?.kind === 'view')
  .filter((v, i, all) => all.findIndex((w) => w.op === v.op) === i);

/** What PyTorch documents as views, in its words ("Tensor Views"), as far as it concerns dense real tensors. */
const documented =
  `asStrided detach diagonal expand expandAs movedim narrow permute select squeeze transpose t
  T mT unfold unsqueeze view viewAs unbind split hsplit vsplit tensorSplit splitWithSizes swapaxes swapdims chunk
  unflatten`.split(/\s+/);

const tensorsIn = (v: unknown): Tensor[] =>
  v instanceof T.Tensor ? [v] : Array.isArray(v) ? v.flatMap(tensorsIn) : [];

/** Dense tensors: a view of them is never a copy. */
function maker(device: string): SampleMaker {
  const make = (shape: readonly number[], dtype: T.DTypeLike = 'float32'): Tensor => {
    const n = shape.reduce((a, b) => a * b, 1);
    return T.tensor(
      Array.from({ length: n }, (_, i) => i),
      { shape, dtype, device },
    );
  };
  return {
    tensor: (shape) => make(shape),
    integers: (shape, low) => T.full([...shape], low, { dtype: 'int64', device }),
    bool: (shape) => T.zeros([...shape], { dtype: 'bool', device }),
    distinct: (shape) => make(shape),
    matrices: (shape) => make(shape),
  };
}

/** Items of `at` that make copies by the rules of indexing. */
const isAdvanced = (args: readonly unknown[]): boolean =>
  args.slice(1).some((a) => Array.isArray(a) || a instanceof T.Tensor);

describe.each(devices)('views on %s', (device) => {
  it.each(views.map((v) => [v.op.name, v] as const))('%s shares the memory of its input', (name, op) => {
    let seen = 0;
    const samples = op.op.samples(maker(device));
    for (const args of samples) {
      if (name === 'at' && isAdvanced(args)) continue;
      const inputs = tensorsIn(args);
      const results = tensorsIn(op(...args));
      for (const r of results) {
        // Nothing can be shared of a tensor without elements.
        if (r.numel() === 0) continue;
        const source = inputs.find((i) => i.storage === r.storage);
        expect(source, `${name} made a copy of ${inputs.map((i) => `[${i.shape}]`)}`).toBeDefined();
        seen++;
        // Where places are shared by several elements, one of them is written.
        const single = r.shape.reduce((t, n, d) => (n > 1 && t.stride(d) === 0 ? t.narrow(d, 0, 1) : t), r);
        single.fill_(77);
        const found = Array.from(source!.dataSync() as ArrayLike<number>).filter((v) => v === 77);
        expect(found.length, `${name} of [${source!.shape}] as [${r.shape}]`).toBeGreaterThan(0);
      }
    }
    // Ops whose samples depend on the layout have tests of their own.
    if (samples.length > 0) expect(seen).toBeGreaterThan(0);
  });

  it('all that PyTorch documents as a view is one', () => {
    const x = T.arange(12, { dtype: 'float32', device }).reshape([3, 4]);
    const calls: Record<string, () => unknown> = {
      asStrided: () => x.asStrided([2, 2], [1, 2]),
      detach: () => x.detach(),
      diagonal: () => x.diagonal(),
      expand: () => x.unsqueeze(0).expand([2, 3, 4]),
      expandAs: () => x.expandAs(T.zeros([2, 3, 4], { device })),
      movedim: () => x.movedim(0, 1),
      narrow: () => x.narrow(0, 1, 2),
      permute: () => x.permute([1, 0]),
      select: () => x.select(0, 1),
      squeeze: () => x.unsqueeze(0).squeeze(),
      transpose: () => x.transpose(0, 1),
      t: () => x.t(),
      T: () => x.T,
      mT: () => x.mT,
      unfold: () => x.unfold(1, 2, 1),
      unsqueeze: () => x.unsqueeze(1),
      view: () => x.view([4, 3]),
      viewAs: () => x.viewAs(T.zeros([2, 6], { device })),
      unbind: () => x.unbind(0),
      split: () => x.split(2),
      hsplit: () => x.hsplit(2),
      vsplit: () => x.vsplit([1]),
      tensorSplit: () => x.tensorSplit(2),
      splitWithSizes: () => x.splitWithSizes([1, 2]),
      swapaxes: () => x.swapaxes(0, 1),
      swapdims: () => x.swapdims(0, 1),
      chunk: () => x.chunk(2),
      unflatten: () => x.unflatten(1, [2, 2]),
    };
    expect(Object.keys(calls).sort()).toEqual([...documented].sort());
    for (const [name, call] of Object.entries(calls)) {
      for (const t of tensorsIn(call())) expect(t.storage === x.storage, name).toBe(true);
    }
  });

  it('the in-place forms change the handle, and nothing else', () => {
    const x = T.arange(6, { dtype: 'float32', device }).reshape([2, 3]).contiguous();
    const other = x.view([6]);
    expect(x.transpose_(0, 1)).toBe(x);
    expect(x.shape).toEqual([3, 2]);
    expect(x.toArraySync()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(other.toArraySync()).toEqual([0, 1, 2, 3, 4, 5]);
    x.unsqueeze_(0);
    expect(x.shape).toEqual([1, 3, 2]);
    x.squeeze_();
    x.t_();
    expect(x.shape).toEqual([2, 3]);
    x.swapaxes_(0, 1).swapdims_(0, 1).asStrided_([3], [2]);
    expect(x.toArraySync()).toEqual([0, 2, 4]);
    x.add_(10);
    expect(other.toArraySync()).toEqual([10, 1, 12, 3, 14, 5]);
    x.resize_(2, 2);
    expect(x.toArraySync()).toEqual([
      [10, 1],
      [12, 3],
    ]);
    expect(() => x.resize_([7])).toThrow('the storage has 6');
    x.resizeAs_(T.zeros([3], { device }));
    expect(x.shape).toEqual([3]);
    const w = T.zeros([2, 3], { device, requiresGrad: true });
    expect(() => w.t_()).toThrow("can't change its shape in place");
  });

  it('a tensor is iterated along dim 0, as views', () => {
    const x = T.zeros([2, 3], { device });
    let k = 0;
    for (const row of x) row.fill_(++k);
    expect(x.toArraySync()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(() => [...T.tensor(1, { device })]).toThrow(TypeError);
  });
});

it('reads every op file there is', () => {
  // A view whose file isn't exported would escape the list above.
  const folder = new URL('../src/ops/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
  expect(existsSync(folder)).toBe(true);
  const declared = files.flatMap((f) => {
    const text = readFileSync(new URL(f, folder), 'utf8');
    return /defineOp/.test(text) && /kind: 'view'/.test(text)
      ? [...text.matchAll(/^ {4}name: '(\w+)'/gm)]
      : [];
  });
  const names = declared.map((m) => m[1]!);
  const exported = new Set([...views.map((v) => v.op.name), ...Object.keys(T)]);
  expect(names.filter((n) => !exported.has(n))).toEqual([]);
});
