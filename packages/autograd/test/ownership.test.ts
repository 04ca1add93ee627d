import { reference } from '@cresset/backend-reference';
import {
  ArgumentError,
  add,
  DeviceError,
  DisposedError,
  DTypeError,
  defaultGenerator,
  GradientError,
  observe,
  ones,
  rand,
  ShapeError,
  scope,
  type Tensor,
  tensor,
  use,
  zeros,
} from '@cresset/tensor';
import type { Backend } from '@cresset/tensor/backend';
import { swapScope } from '@cresset/tensor/engine';
import { setData } from '@cresset/tensor/toolkit';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  autograd,
  backwardAll,
  checkpoint,
  customFunction,
  detectAnomaly,
  grad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
} from '../src/index.js';

/** The reference under another name: a second device. */
function second(): Backend {
  const inner = reference();
  return new Proxy(inner, {
    get: (target, key) => {
      if (key === 'name') return 'second';
      const v: unknown = Reflect.get(target, key, target);
      return typeof v === 'function' ? v.bind(target) : v;
    },
  });
}

beforeAll(() => use(reference(), second(), autograd()));

const leaf = (data: number | number[] | number[][]): Tensor =>
  tensor(data, { dtype: 'float64', requiresGrad: true });
const values = (t: Tensor | null): unknown => t?.toArraySync() ?? null;

describe('gradients', () => {
  it('that a rule gives to several inputs stay until all have theirs', () => {
    const both = customFunction({
      name: 'both',
      forward: (_c, a: Tensor, b: Tensor, c: Tensor) => a.add(b).add(c),
      backward: (_c, g) => {
        const one = g!.mul(2);
        return [one, one, one];
      },
    });
    const x = leaf([1, 2]);
    const y = leaf([3, 4]);
    add(both(x, x, y).sum(), x.sum())
      .add(y.sum())
      .backward();
    expect(values(x.grad)).toEqual([5, 5]);
    expect(values(y.grad)).toEqual([3, 3]);
    const z = leaf([1, 2]);
    both(z, z, x).sum().backward();
    expect(values(z.grad)).toEqual([4, 4]);
    expect(values(x.grad)).toEqual([7, 7]);
  });

  it('of different leaves share no memory when the graph of backward is kept either', () => {
    const x = leaf([1, 2]);
    const y = leaf([3, 4]);
    const given = ones([2], { dtype: 'float64' });
    x.add(y).backward({ gradient: given, createGraph: true });
    expect(x.grad!.storage).not.toBe(y.grad!.storage);
    noGrad(() => x.grad!.mul_(10));
    expect([values(x.grad), values(y.grad), values(given)]).toEqual([
      [10, 10],
      [1, 1],
      [1, 1],
    ]);
  });

  it('can be kept by a custom backward that marks them', () => {
    let seen: Tensor | null = null;
    let unmarked: Tensor | null = null;
    const f = customFunction({
      name: 'f',
      forward: (_c, a: Tensor) => a.mul(1),
      backward: (_c, g) => {
        if (seen === null) seen = g!.keep();
        else unmarked = g;
        return g;
      },
    });
    const x = leaf([1, 2]);
    f(x).mul(3).sum().backward();
    noGrad(() => x.grad!.zero_());
    expect(values(seen)).toEqual([3, 3]);
    f(x).mul(4).sum().backward();
    expect(values(seen)).toEqual([3, 3]);
    expect(unmarked).not.toBeNull();
  });

  it('shown to hooks in a checkpointed part stay, with what the hooks make of them', () => {
    const seen: Tensor[] = [];
    const w = leaf([1, 2]);
    w.registerHook((g) => {
      seen.push(g, g.mul(2));
    });
    const x = leaf([5, 6]);
    checkpoint((a) => a.mul(w), x)
      .sum()
      .backward();
    expect(seen.map(values)).toEqual([
      [5, 6],
      [10, 12],
    ]);
    const inScope: Tensor[] = [];
    scope(() => {
      const y = leaf([1, 2]);
      y.registerHook((g) => {
        inScope.push(g.mul(2));
      });
      checkpoint((a) => a.mul(3), y)
        .sum()
        .backward();
      expect(values(inScope[0]!)).toEqual([6, 6]);
    });
    expect(inScope[0]!.disposed).toBe(true);
  });

  it('start from what is given, cast to the dtype of the tensor', () => {
    for (const dtype of ['float64', 'int64', 'float32'] as const) {
      const x = tensor([1, 2, 3], { requiresGrad: true });
      x.mul(x).backward({ gradient: tensor([1, 2, 3], { dtype }) });
      expect(x.grad!.dtype.name).toBe('float32');
      expect(values(x.grad)).toEqual([2, 8, 18]);
      expect(values(grad(x.mul(x), x, { gradOutputs: tensor([1, 2, 3], { dtype }) })[0]!)).toEqual([
        2, 8, 18,
      ]);
    }
  });

  it('start from nothing that is gone, elsewhere or no tensor', () => {
    const x = leaf([1, 2]);
    const gone = ones([2], { dtype: 'float64' });
    gone.dispose();
    expect(() => x.add(1).backward({ gradient: gone })).toThrow(DisposedError);
    const elsewhere = ones([2], { dtype: 'float64', device: 'second' });
    expect(() => x.add(1).backward({ gradient: elsewhere })).toThrow(DeviceError);
    expect(() => x.add(1).backward({ gradient: 1 as never })).toThrow(GradientError);
    expect(x.grad).toBeNull();
  });

  it('that are assigned have to fit the tensor', () => {
    const x = leaf([1, 2]);
    expect(() => {
      x.grad = ones([3], { dtype: 'float64' });
    }).toThrow(new ShapeError('grad: a gradient of shape [3] was assigned to a tensor of shape [2]'));
    expect(() => {
      x.grad = ones([2]);
    }).toThrow(DTypeError);
    expect(() => {
      x.grad = ones([2], { dtype: 'float64', device: 'second' });
    }).toThrow(DeviceError);
    expect(() => {
      x.grad = 1 as never;
    }).toThrow(GradientError);
    x.grad = ones([2], { dtype: 'float64' });
    x.mul(2).sum().backward();
    expect(values(x.grad)).toEqual([3, 3]);
  });

  it('that were disposed are made anew', () => {
    const x = leaf([1, 2]);
    x.sum().backward();
    x.grad!.dispose();
    x.mul(3).sum().backward();
    expect(values(x.grad)).toEqual([3, 3]);
  });

  it('from grad() are handles of their own', () => {
    const x = leaf([1, 2]);
    const y = leaf([3, 4]);
    const given = ones([2], { dtype: 'float64' });
    const [gx, gy, again] = grad(x.add(y), [x, y, x], { gradOutputs: given, createGraph: true });
    gx!.dispose();
    expect([gy, again, given].map((t) => values(t!))).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    // A handle of its own is in the same place of the graph.
    const [a, b] = grad(x.mul(y).sum().add(0), [x, x], { createGraph: true });
    expect(a).not.toBe(b);
    b!.sum().backward();
    expect(values(y.grad)).toEqual([1, 1]);
    const v = ones([2], { dtype: 'float64', requiresGrad: true });
    const [through] = grad(x.add(0), x, { gradOutputs: v, createGraph: true });
    expect(values(grad(through!.mul(3).sum(), v)[0]!)).toEqual([3, 3]);
  });

  it('go to no leaf that wants none any more', () => {
    const x = leaf([1, 2]);
    const w = leaf([3, 4]);
    const y = x.mul(w).sum();
    x.requiresGrad_(false);
    y.backward();
    expect(x.grad).toBeNull();
    expect(values(w.grad)).toEqual([1, 2]);
  });

  it('of a tensor with retainGrad are those of its last value', () => {
    const x = leaf([1, 2]);
    const y = x.mul(2).retainGrad();
    y.mul_(3);
    y.sum().backward();
    expect(values(y.grad)).toEqual([1, 1]);
    expect(values(x.grad)).toEqual([6, 6]);
  });

  it('of a rule that do not fit its input are refused', () => {
    const wrong = (result: () => unknown): (() => void) => {
      const f = customFunction({
        name: 'f',
        forward: (_c, a: Tensor) => a.mul(1),
        backward: result as () => Tensor,
      });
      return () =>
        f(leaf([[1, 2, 3]]))
          .sum()
          .backward();
    };
    expect(wrong(() => ones([2]))).toThrow(
      new ShapeError('f: its backward gave a gradient of shape [2] for an input of shape [1, 3]'),
    );
    expect(wrong(() => ones([1, 2]))).toThrow(ShapeError);
    expect(wrong(() => ones([1, 3], { device: 'second' }))).toThrow(DeviceError);
    expect(wrong(() => 3)).toThrow(
      new GradientError('f: backward must return a tensor or null for each argument, got 3 for argument 0'),
    );
  });
});

describe('hooks', () => {
  it('must return what can stand for the gradient', () => {
    const after = (hook: (g: Tensor) => unknown): (() => void) => {
      const x = tensor([1, 2], { requiresGrad: true });
      const y = x.mul(2);
      y.registerHook(hook as (g: Tensor) => Tensor);
      return () => y.mul(y).sum().backward();
    };
    expect(after((g) => g.to('float64'))).toThrow(
      new DTypeError('registerHook: the hook returned a float64 gradient for a float32 tensor'),
    );
    expect(after((g) => g.to('second'))).toThrow(DeviceError);
    expect(after((g) => g.sum())).toThrow(ShapeError);
    expect(after(() => 3)).toThrow(GradientError);
    expect(
      after((g) => {
        const other = g.mul(2);
        other.dispose();
        return other;
      }),
    ).toThrow(DisposedError);
  });

  it('may run another backward through the same graph', () => {
    const x = leaf([1, 2]);
    const y = x.mul(x);
    const aside = y.mul(3).sum();
    let calls = 0;
    y.registerHook(() => {
      // The inner pass meets y again, and so does this hook.
      if (calls++ === 0) aside.backward({ retainGraph: true });
    });
    y.sum().backward();
    expect(calls).toBe(2);
    expect(values(x.grad)).toEqual([8, 16]);
  });

  it('that throw leave mode and scopes as they were, and a kept graph usable', () => {
    const x = leaf([1, 2]);
    const handle = x.registerHook(() => {
      throw new Error('as planned');
    });
    const loss = x.mul(x).sum();
    expect(() => scope(() => loss.backward({ retainGraph: true }))).toThrow('as planned');
    handle.remove();
    expect([isGradEnabled(), swapScope(null)]).toEqual([true, null]);
    loss.backward();
    expect(values(x.grad)).toEqual([2, 4]);
  });

  it('stay with a leaf that gets other memory', () => {
    const x = leaf([1, 2]);
    let calls = 0;
    const handle = x.registerHook(() => {
      calls++;
    });
    setData(x, tensor([[3, 4, 5]], { dtype: 'float32' }));
    x.mul(2).sum().backward();
    expect([calls, values(x.grad), x.grad!.dtype.name]).toEqual([1, [[2, 2, 2]], 'float32']);
    handle.remove();
    x.mul(2).sum().backward();
    expect(calls).toBe(1);
  });
});

describe('custom functions', () => {
  it('take no tensor from its place in the graph', () => {
    const w = leaf([1, 2]);
    const returning = (result: unknown): (() => unknown) => {
      const f = customFunction({
        name: 'f',
        forward: (_c, _a: Tensor) => result as Tensor,
        backward: (_c, g) => g,
      });
      return () => f(leaf([1, 2]));
    };
    expect(returning(w)).toThrow('f: forward returned a tensor that is part of a graph already');
    expect(w.isLeaf).toBe(true);
    const t = zeros([2]);
    expect(returning([t, t])).toThrow('f: forward returned a tensor twice');
    expect(returning(3)).toThrow(new GradientError('f: forward must return tensors, got 3'));
  });
});

describe('views', () => {
  it('of a tensor that has entered the graph since belong to it, too', () => {
    const base = zeros([2], { dtype: 'float64' });
    const view = base.view([2, 1]);
    const w = leaf([3, 4]);
    base.add_(w);
    for (const result of [view.mul(2), view.exp(), view.add(view), view.mul(w), view.sum(), view.t()]) {
      expect(result.requiresGrad).toBe(true);
    }
    view.mul(3).sum().backward();
    expect(values(w.grad)).toEqual([3, 3]);
    w.grad = null;
    expect(values(noGrad(() => view.mul(2)))).toEqual([[6], [8]]);
    const own = noGrad(() => zeros([2]).view([1, 2])).requiresGrad_();
    const before = own.base!;
    setData(own, ones([1, 2]));
    before.add_(w.detach().to('float32').requiresGrad_());
    own.mul(2).sum().backward();
    expect(values(own.grad)).toEqual([[2, 2]]);
    base.view([2, 1]).mul(2).sum().backward();
    expect(values(w.grad)).toEqual([2, 2]);
  });
});

describe('options', () => {
  it('that are unknown or of the wrong number are refused', () => {
    const x = leaf([1, 2]);
    const y = x.sum();
    expect(() => y.backward({ retaingraph: true } as object)).toThrow(ArgumentError);
    expect(() => grad(y, x, { gradOutput: y } as object)).toThrow(ArgumentError);
    expect(() => backwardAll([y], { gradTensor: [] } as object)).toThrow(ArgumentError);
    expect(() => grad([y, y], x, { gradOutputs: [null] })).toThrow(
      new GradientError('grad: 1 gradOutputs were given for 2 outputs'),
    );
    expect(() => backwardAll([y], { gradTensors: [null, null] })).toThrow(GradientError);
    backwardAll([y, x.mul(2)], { gradTensors: [null, tensor([1, 2], { dtype: 'float64' })] });
    expect(values(x.grad)).toEqual([3, 5]);
  });
});

describe('async bodies that end in another order than they began', () => {
  const after = (ms: number): Promise<void> => new Promise((r) => setTimeout(r, ms));

  it('leave recording as it was', async () => {
    const failing = noGrad(async () => {
      await after(1);
      throw new Error('as planned');
    });
    const long = noGrad(async () => {
      await after(20);
      return isGradEnabled();
    });
    await expect(failing).rejects.toThrow('as planned');
    expect(noGrad(() => isGradEnabled())).toBe(false);
    expect(isGradEnabled()).toBe(false);
    expect(await long).toBe(false);
    expect(isGradEnabled()).toBe(true);
    await Promise.all([
      inferenceMode(() => after(1)),
      detectAnomaly(() => after(5)),
      inferenceMode(() => after(10)),
      noGrad(() => after(1)),
    ]);
    expect([isGradEnabled(), isInferenceModeEnabled()]).toEqual([true, false]);
  });
});

describe('checkpoint', () => {
  it('sets the generator back when the second run throws', () => {
    const x = leaf([1, 2]);
    let runs = 0;
    const y = checkpoint((a) => {
      if (runs++ > 0) throw new Error('as planned');
      return a.mul(rand([2], { dtype: 'float64' }));
    }, x);
    const state = defaultGenerator().getState();
    const next = values(rand([4]));
    defaultGenerator().setState(state);
    expect(() => y.sum().backward()).toThrow('as planned');
    expect(isGradEnabled()).toBe(true);
    expect(values(rand([4]))).toEqual(next);
  });
});

describe('observers', () => {
  it('may call ops: what they call is not observed', () => {
    const seen: string[] = [];
    const watch = observe({
      called(name, _inputs, _attributes, outputs) {
        seen.push(name);
        outputs[0]!.add(1);
      },
    });
    try {
      expect(values(tensor([1, 2]).mul(2).sum())).toBe(6);
    } finally {
      watch.remove();
    }
    expect(seen.filter((n) => n === 'add')).toEqual([]);
    expect(seen).toContain('mul');
    expect(seen).toContain('sum');
  });
});
