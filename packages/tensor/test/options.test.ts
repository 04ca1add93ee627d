import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../src/index.js';
import {
  checkBoolean,
  checkInteger,
  checkIntegers,
  checkNumber,
  checkOneOf,
  describe as inWords,
  parseOptions,
  positionalOrNamed,
} from '../src/op/options.js';
import { Tensor } from '../src/tensor.js';

const defaults = { dim: null as number | null, keepdim: false };

describe('an options object', () => {
  it('goes over the defaults; undefined counts as absent', () => {
    expect(parseOptions('sum', undefined, defaults)).toEqual({ dim: null, keepdim: false });
    expect(parseOptions('sum', null, defaults)).toBe(defaults);
    expect(parseOptions('sum', { keepdim: true }, defaults)).toEqual({ dim: null, keepdim: true });
    expect(parseOptions('sum', { keepdim: undefined, dim: 1 }, defaults)).toEqual({ dim: 1, keepdim: false });
    expect(defaults).toEqual({ dim: null, keepdim: false });
  });

  it('with an unknown name is an error that lists the known ones', () => {
    const wrong = () => parseOptions('sum', { keepDim: true }, defaults);
    expect(wrong).toThrow(ArgumentError);
    expect(wrong).toThrow("sum: unknown option 'keepDim'; known options: dim, keepdim");
    expect(() => parseOptions('detach', { x: 1 }, {})).toThrow(
      "detach: unknown option 'x'; known options: none",
    );
    expect(() => parseOptions('sum', { toString: 1 }, defaults)).toThrow("unknown option 'toString'");
  });

  it('is a plain object', () => {
    for (const bad of [1, 'a', [1], new Date(0), () => 0, true]) {
      expect(() => parseOptions('sum', bad, defaults)).toThrow(
        /expected an options object with dim, keepdim, got/,
      );
    }
  });
});

describe('a parameter that is positional or named', () => {
  const parse = (positional?: unknown, options?: unknown) =>
    positionalOrNamed('sum', 'dim', positional, options, defaults);

  it('may stand in either place', () => {
    expect(parse(1)).toEqual({ dim: 1, keepdim: false });
    expect(parse({ dim: 1 })).toEqual({ dim: 1, keepdim: false });
    expect(parse(1, { keepdim: true })).toEqual({ dim: 1, keepdim: true });
    expect(parse(undefined, { dim: 2 })).toEqual({ dim: 2, keepdim: false });
    expect(parse()).toEqual(defaults);
  });

  it('but in one only', () => {
    expect(() => parse(1, { dim: 1 })).toThrow(
      'sum: dim was given twice, as a positional argument and as an option',
    );
    expect(() => parse({ dim: 1 }, { keepdim: true })).toThrow('sum: two options objects were given');
  });
});

describe('checks', () => {
  it('say what was wanted and what was found', () => {
    expect(checkInteger('f', 'n', 3, 0, 5)).toBe(3);
    expect(() => checkInteger('f', 'n', 2.5)).toThrow('f: n must be an integer, got 2.5');
    expect(() => checkInteger('f', 'n', -1, 0)).toThrow('f: n must be an integer ≥ 0, got -1');
    expect(() => checkInteger('f', 'n', 7, 0, 5)).toThrow('f: n must be an integer ≥ 0 and ≤ 5, got 7');
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e300, '3', null, 3n]) {
      expect(() => checkInteger('f', 'n', bad)).toThrow(ArgumentError);
    }
    expect(checkNumber('f', 'p', Number.NaN)).toBeNaN();
    expect(() => checkNumber('f', 'p', '1')).toThrow("f: p must be a number, got '1'");
    expect(checkBoolean('f', 'b', false)).toBe(false);
    expect(() => checkBoolean('f', 'b', 0)).toThrow('f: b must be true or false, got 0');
    expect(checkOneOf('f', 'mode', 'sum', ['sum', 'mean'])).toBe('sum');
    expect(() => checkOneOf('f', 'mode', 'max', ['sum', 'mean'])).toThrow(
      "f: mode must be one of 'sum', 'mean', got 'max'",
    );
  });

  it('let one integer stand for several', () => {
    expect(checkIntegers('f', 'size', 3, 2)).toEqual([3, 3]);
    expect(checkIntegers('f', 'size', [1, 2])).toEqual([1, 2]);
    expect(() => checkIntegers('f', 'size', [1, 2], 3)).toThrow('f: size must have 3 elements, got [1, 2]');
    expect(() => checkIntegers('f', 'size', 3)).toThrow('f: size must be an array of integers, got 3');
    expect(() => checkIntegers('f', 'size', [Symbol('s')], 2)).toThrow(ArgumentError);
  });

  it('describe anything without failing', () => {
    const bare = Object.create(null) as object;
    expect([null, [1, 2], 'x', () => 0, undefined, 2n, new Date(0), Symbol('s'), bare].map(inWords)).toEqual([
      'null',
      'an array of 2',
      "'x'",
      'a function',
      'undefined',
      '2',
      'a Date',
      'Symbol(s)',
      'a object',
    ]);
    expect(inWords(Object.create(Tensor.prototype))).toBe('a Tensor');
  });
});
