import { reference } from '@cresset/backend-reference';
import { beforeAll, describe, expect, it } from 'vitest';
import { ArgumentError, functional as F, IndexError, ShapeError, tensor, use, zeros } from '../src/index.js';

beforeAll(() => use(reference()));

describe('sizes that come from the values, or are far too large', () => {
  it('oneHot names a class below 0, and refuses more classes than a tensor can have', () => {
    expect(() => F.oneHot(tensor([-2, -3], { dtype: 'int64' }))).toThrowError(
      new IndexError('oneHot: class -2 is out of range; classes are numbers ≥ 0'),
    );
    expect(() => F.oneHot(tensor([2n ** 62n], { dtype: 'int64' }))).toThrowError(ShapeError);
  });

  it('windows keep to 32 bits', () => {
    const x = zeros([1, 1, 4, 4]);
    expect(() => F.maxPool2d(x, 2, 2 ** 40)).toThrowError(ArgumentError);
    expect(F.maxPool2d(x, 2, 2 ** 31 - 1).shape).toEqual([1, 1, 1, 1]);
  });

  it('a list with a symbol in it is named, not converted', () => {
    const wrong = [Symbol('s'), 4, 3] as unknown as [number, number];
    expect(() => F.adaptiveMaxPool2d(zeros([1, 1, 4, 4]), wrong)).toThrowError(/must have 2 elements/);
  });
});
