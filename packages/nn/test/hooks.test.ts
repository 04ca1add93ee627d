import { noGrad } from '@cresset/autograd';
import { type Tensor, tensor } from '@cresset/tensor';
import { describe, expect, it } from 'vitest';
import * as nn from '../src/index.js';
import { Net, stateOf } from './network.js';
import { excess, golden } from './setup.js';

const g = golden<{
  state: Record<string, { shape: number[]; values: number[] }>;
  events: string[];
  input: number[][];
  gradients: Record<string, number[]>;
}>('modules');

describe('hooks', () => {
  it("run in PyTorch's order and change no gradient", () => {
    const net = new Net();
    net.loadStateDict(stateOf(g.state));
    const events: string[] = [];
    for (const [name, m] of net.namedModules()) {
      const label = name === '' ? 'net' : name;
      const tell =
        (what: string) =>
        (..._: unknown[]): void => {
          events.push(`${what} ${label}`);
        };
      m.registerForwardPreHook(tell('pre'));
      m.registerForwardHook(tell('forward'));
      m.registerFullBackwardPreHook(tell('backward pre'));
      m.registerFullBackwardHook(tell('backward'));
    }
    const out = net.forward(tensor(g.input, { requiresGrad: true }));
    out.mul(out).mean().backward();
    expect(events).toEqual(g.events);
    for (const [name, p] of net.namedParameters()) {
      expect(excess(p.grad!.dataSync(), g.gradients[name]!, 20), name).toBeLessThanOrEqual(0);
    }
  });

  it('cost nothing when there are none, and leave no trace when they are gone', () => {
    const m = new nn.Tanh();
    expect(Object.hasOwn(m, 'forward')).toBe(false);
    const a = m.registerForwardHook(() => undefined);
    const b = m.registerForwardPreHook(() => undefined);
    expect(Object.hasOwn(m, 'forward')).toBe(true);
    a.remove();
    a.remove();
    expect(Object.hasOwn(m, 'forward')).toBe(true);
    b.remove();
    expect(Object.hasOwn(m, 'forward')).toBe(false);
    expect(m.toString()).toBe('Tanh()');
  });

  it('keep a forward that is a field', () => {
    class Arrow extends nn.Module {
      forward = (x: number): number => x + 1;
    }
    const m = new Arrow();
    const h = m.registerForwardHook((_m, [x], y) => x * y);
    expect(m.forward(3)).toBe(12);
    h.remove();
    expect(m.forward(3)).toBe(4);
  });

  it('replace arguments and output, prepended ones first', () => {
    const m = new nn.Identity();
    m.registerForwardPreHook((_m, [x]) => [x * 2]);
    m.registerForwardPreHook((_m, [x]) => x + 1, { prepend: true });
    m.registerForwardHook((_m, _a, y) => y * 10);
    expect(m.forward(1)).toBe(40);
    expect(() => m.registerForwardHook(3 as never)).toThrow('expected a function, got 3');
    expect(() => m.registerForwardHook(() => 1, { prepent: true } as never)).toThrow(
      "unknown option 'prepent'",
    );
  });

  it('see and replace gradients', () => {
    class Scale extends nn.Module {
      forward(x: Tensor, factor: number, y: Tensor): Tensor {
        return x.mul(factor).add(y);
      }
    }
    const m = new Scale();
    const seen: (number | null)[][] = [];
    m.registerFullBackwardPreHook((_m, [go]) => go!.mul(2));
    m.registerFullBackwardHook((_m, gi, go) => {
      seen.push([...gi, ...go].map((t) => (t === null ? null : t.itemSync())));
      return [gi[0]!.mul(10), null, gi[2]!];
    });
    const x = tensor(1, { requiresGrad: true });
    const y = tensor(1, { requiresGrad: true });
    m.forward(x, 3, y).backward();
    expect(seen).toEqual([[6, null, 2, 2]]);
    expect(x.grad!.itemSync()).toBe(60);
    expect(y.grad!.itemSync()).toBe(2);
  });

  it('are told of a module whose arguments need no gradient', () => {
    const m = new nn.Linear(1, 1);
    const seen: unknown[] = [];
    m.registerFullBackwardHook((_m, gi, go) => {
      seen.push(gi, go[0]!.toArraySync());
    });
    m.forward(tensor([[1]]))
      .sum()
      .backward();
    expect(seen).toEqual([[null], [[1]]]);
    noGrad(() => m.forward(tensor([[1]])));
    expect(seen.length).toBe(2);
  });

  it('refuse the wrong number of gradients', () => {
    const m = new nn.Identity();
    m.registerFullBackwardHook(() => []);
    const x = tensor(1, { requiresGrad: true });
    expect(() => m.forward(x).backward()).toThrow('backward hook: returned 0 gradients where 1 were given');
  });
});
