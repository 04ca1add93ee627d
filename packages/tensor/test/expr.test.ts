import { describe, expect, it } from 'vitest';
import { bool, float32, float64, int32, int64 } from '../src/dtype.js';
import { buildExpr, identityExpr } from '../src/expr/build.js';
import { constant, index, load, param, uniform } from '../src/expr/scalar.js';

const x = load(0, float32);
const y = load(1, float32);

describe('scalars', () => {
  it('are the same object when they are the same expression', () => {
    expect(x.mul(y).add(1)).toBe(load(0, float32).mul(load(1, float32)).add(1));
    expect(x.add(y)).not.toBe(y.add(x));
    expect(load(0, float64)).not.toBe(x);
    expect(constant(0, float32)).not.toBe(constant(-0, float32));
  });

  it('simplify what costs nothing to see', () => {
    expect(x.neg().neg()).toBe(x);
    expect(x.mul(1)).toBe(x);
    expect(constant(1, float32).mul(x)).toBe(x);
    expect(x.div(1)).toBe(x);
    expect(x.add(y.neg())).toBe(x.sub(y));
    expect(x.to(float32)).toBe(x);
    expect(constant(2.5, float32).to(int32)).toBe(constant(2, int32));
    // x·0 isn't 0 where x is NaN or infinite.
    expect(x.mul(0).op).toBe('mul');
  });

  it('take literals in the dtype of their partner', () => {
    expect(x.add(2).args[1]).toBe(constant(2, float32));
    expect(load(0, bool).and(true).args[1]).toBe(constant(1, bool));
    expect(load(0, bool).where(x, 0).args[2]).toBe(constant(0, float32));
  });

  it('refuse to mix dtypes silently', () => {
    expect(() => x.add(load(1, float64))).toThrow(/mixes float32 with float64 without a cast/);
    expect(() => x.where(x, y)).toThrow(/the condition is float32/);
    expect(() => load(0, bool).where(1, 2)).toThrow(/two literals have no dtype/);
    expect(() => uniform(param(0, float32), param(1, float64))).toThrow(/seed and offset are float64/);
  });

  it('give tests and comparisons the type bool', () => {
    for (const s of [x.isnan(), x.isinf(), x.eq(y), x.ne(y), x.lt(y), x.le(y), x.gt(y), x.ge(y)])
      expect(s.dtype).toBe(bool);
    expect(index().dtype).toBe(int64);
  });
});

describe('linear form', () => {
  it('computes a common subexpression once and leaves out what nobody reads', () => {
    const square = x.mul(x);
    const unused = y.exp();
    const e = buildExpr([square.add(square)], [float32, float32]);
    expect(e.code.map((c) => c.op)).toEqual(['load', 'mul', 'add']);
    expect(unused.op).toBe('exp');
    expect(e.outputs).toEqual([2]);
  });

  it('refers to earlier instructions only', () => {
    const e = buildExpr([x.mul(y).tanh().add(param(0, float32)), x.exp()], [float32, float32], 1);
    e.code.forEach((c, at) => {
      for (const a of c.args) expect(a).toBeLessThan(at);
    });
    expect(e.outputTypes).toEqual([float32, float32]);
    expect(e.params).toBe(1);
  });

  it('has one key an expression', () => {
    const key = (...s: Parameters<typeof buildExpr>) => buildExpr(...s).key;
    const same = key([x.add(y)], [float32, float32]);
    expect(key([load(0, float32).add(load(1, float32))], [float32, float32])).toBe(same);
    const others = [
      key([y.add(x)], [float32, float32]),
      key([x.sub(y)], [float32, float32]),
      key([x.add(y)], [float32, float32], 1),
      key([x.add(y), x], [float32, float32]),
      key([x.add(2)], [float32]),
      key([x.add(3)], [float32]),
      key([x.add(constant(-0, float32))], [float32]),
      key([x.add(0)], [float32]),
      key([x.to(float64)], [float32]),
      key([x.to(int32)], [float32]),
    ];
    expect(new Set([same, ...others]).size).toBe(others.length + 1);
  });

  it('passes inputs through', () => {
    const e = identityExpr(float32, int64);
    expect(e.code.map((c) => [c.op, c.dtype, c.value])).toEqual([
      ['load', float32, 0],
      ['load', int64, 1],
    ]);
    expect(e.outputs).toEqual([0, 1]);
  });
});
