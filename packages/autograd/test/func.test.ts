import { readFileSync } from 'node:fs';
import { reference } from '@cresset/backend-reference';
import { GradientError, Tensor, tensor, use } from '@cresset/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { autograd, func, hvp, vhp } from '../src/index.js';

type Numbers = number | Numbers[] | { [name: string]: Numbers };
const goldens = JSON.parse(readFileSync(new URL('./goldens/func.json', import.meta.url), 'utf8')) as Record<
  string,
  Numbers
>;

beforeAll(() => use(reference(), autograd()));

const of = (name: string): Tensor => tensor(goldens[name] as number[], { dtype: 'float64' });

const scalar = (a: Tensor, b: Tensor): Tensor => a.sin().mul(b.exp()).sum().mul(a.prod());
const several = (a: Tensor, b: Tensor): unknown => ({ p: b.matmul(a).tanh(), q: [a.mul(a.sum())] });

function flat(v: unknown): number[] {
  if (v instanceof Tensor) return Array.from(v.dataSync() as Float64Array);
  if (typeof v === 'number') return [v];
  return Object.values(v as object).flatMap(flat);
}

function expectClose(actual: unknown, expected: unknown): void {
  const [a, e] = [flat(actual), flat(expected)];
  expect(a.length).toBe(e.length);
  a.forEach((n, i) => expect(Math.abs(n - e[i]!)).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(e[i]!))));
}

describe('func', () => {
  it('grad, of one argument and of several', () => {
    expectClose(func.grad(scalar)(of('x'), of('y')), goldens.grad);
    expectClose(func.grad(scalar, { argnums: [0, 1] })(of('x'), of('y')), goldens.gradBoth);
  });

  it('grad of parameters by name, with what the function says besides', () => {
    const loss = (p: { a: Tensor; b: Tensor }): unknown => [scalar(p.a, p.b), { note: 'seen' }];
    const [g, aux] = func.grad(loss, { hasAux: true })({ a: of('x'), b: of('y') }) as [
      { a: Tensor; b: Tensor },
      { note: string },
    ];
    expectClose([g.a, g.b], goldens.gradBoth);
    expect(aux.note).toBe('seen');
  });

  it('gradAndValue', () => {
    expectClose(func.gradAndValue(scalar, { argnums: 1 })(of('x'), of('y')), goldens.gradAndValue);
  });

  it('nests, also over what an inner function captures', () => {
    const y = of('y');
    const directional = (a: Tensor): Tensor => (func.grad(scalar)(a, y) as Tensor).mul(of('v')).sum();
    expectClose(func.grad(directional)(of('x')), goldens.nested);
    const captured = (a: Tensor): Tensor =>
      (func.grad((b: Tensor) => scalar(a, b))(y) as Tensor).pow(2).sum();
    expectClose(func.grad(captured)(of('x')), goldens.captured);
    const quartic = (t: Tensor): Tensor => t.pow(4).mul(t.cos());
    const third = func.grad(func.grad(func.grad(quartic)));
    expectClose(third(of('x').select(0, 0)), goldens.third);
  });

  it('gives results outside the graph, unless an argument is part of one', () => {
    const g = func.grad(scalar)(of('x'), of('y')) as Tensor;
    expect(g.requiresGrad).toBe(false);
    const x = of('x').requiresGrad_();
    const h = func.grad(scalar)(x, of('y')) as Tensor;
    expect(h.requiresGrad).toBe(true);
    h.mul(of('v')).sum().backward();
    expectClose(x.grad, goldens.nested);
  });

  it('vjp, called twice', () => {
    const [value, pull] = func.vjp(several, [of('x'), of('y')]);
    const cotangent = { p: of('v').narrow(0, 0, 2), q: [of('v')] };
    expectClose([value, pull(cotangent)], goldens.vjp);
    expectClose(pull(cotangent), (goldens.vjp as Numbers[])[1]);
  });

  it('jvp and linearize', () => {
    expectClose(func.jvp(several, [of('x'), of('y')], [of('v'), of('w')]), goldens.jvp);
    const [value, apply] = func.linearize(several, of('x'), of('y'));
    expectClose([value, apply(of('v'), of('w'))], goldens.jvp);
  });

  it('jacrev and jacfwd', () => {
    expectClose(func.jacrev(several, { argnums: [0, 1] })(of('x'), of('y')), goldens.jacrev);
    expectClose(func.jacfwd(several, { argnums: [0, 1] })(of('x'), of('y')), goldens.jacrev);
    const block = func.jacfwd((a: Tensor, b: Tensor) => b.matmul(a))(of('x'), of('y')) as Tensor;
    expect(block.shape).toEqual([2, 3]);
  });

  it('hessian', () => {
    const h = func.hessian(scalar, { argnums: 1 })(of('x'), of('y')) as Tensor;
    expect(h.shape).toEqual([2, 3, 2, 3]);
    expectClose(h, goldens.hessian);
  });

  it('hvp and vhp', () => {
    const f = (a: Tensor, b: Tensor): Tensor => scalar(a, b);
    expectClose(hvp(f as never, [of('x'), of('y')], [of('v'), of('w')]), goldens.hvp);
    expectClose(vhp(f as never, [of('x'), of('y')], [of('v'), of('w')]), goldens.hvp);
  });

  it('gives zeros for functions that depend on nothing', () => {
    const constant = (): Tensor => tensor(2, { dtype: 'float64' });
    expectClose(func.grad(constant)(of('x')), [0, 0, 0]);
    expectClose(func.jacfwd(constant)(of('x')), [0, 0, 0]);
  });

  it('refuses in words', () => {
    expect(() => func.grad((a: Tensor) => a.mul(2))(of('x'))).toThrow(GradientError);
    expect(() => func.grad((a: Tensor) => a.mul(2))(of('x'))).toThrow('a single element, got shape [3]');
    expect(() => func.grad(scalar, { argnums: 2 })(of('x'), of('y'))).toThrow('argnums has 2');
    expect(() => func.grad(scalar, { hasAux: true })(of('x'), of('y'))).toThrow('[output, aux]');
    expect(() => func.jvp(several, [of('x'), of('y')], [of('v'), of('v')])).toThrow(
      'tensor 1 of the tangents',
    );
    expect(() => func.grad(scalar)('x', of('y'))).toThrow("got 'x'");
  });
});
