import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { beforeAll, describe, expect, it } from 'vitest';
import { GradientError, tensor, use } from '../src/index.js';
import { setData, toCamelCase, toSnakeCase } from '../src/toolkit/index.js';

beforeAll(() => use(reference(), autograd()));

describe('names', () => {
  it('go from TypeScript to PyTorch and back', () => {
    const pairs = [
      ['runningMean', 'running_mean'],
      ['numBatchesTracked', 'num_batches_tracked'],
      ['fc1', 'fc1'],
      ['layer1Norm', 'layer1_norm'],
      ['weight', 'weight'],
    ] as const;
    for (const [camel, snake] of pairs) {
      expect(toSnakeCase(camel)).toBe(snake);
      expect(toCamelCase(snake)).toBe(camel);
    }
    expect(toSnakeCase('convBN')).toBe('conv_bn');
    expect(toSnakeCase('convBNRelu')).toBe('conv_bn_relu');
    for (const same of ['W1', '_hidden', 'in_proj_weight', '0']) expect(toSnakeCase(same)).toBe(same);
    expect(toCamelCase('_step_count')).toBe('_stepCount');
  });
});

describe('setData', () => {
  it('gives a tensor other memory, of any shape and dtype, that both then share', () => {
    const t = tensor([1, 2]);
    const source = tensor([[3], [4], [5]], { dtype: 'float64' });
    setData(t, source);
    expect([t.shape, t.dtype.name, t.numel()]).toEqual([[3, 1], 'float64', 3]);
    source.fill_(7);
    source.dispose();
    expect(t.toArraySync()).toEqual([[7], [7], [7]]);
  });

  it('gives gradients of the new dtype afterwards, and is noticed by graphs from before', () => {
    const t = tensor([2], { requiresGrad: true });
    const before = t.mul(t).sum();
    setData(t, tensor([3], { dtype: 'float64' }));
    expect(() => before.backward()).toThrow('was changed in place');
    t.mul(t).sum().backward();
    expect(t.grad!.dtype.name).toBe('float64');
    expect(t.grad!.toArraySync()).toEqual([6]);
  });

  it('refuses results, and integers where a gradient is wanted', () => {
    const t = tensor([2], { requiresGrad: true });
    expect(() => setData(t.mul(2), tensor([1]))).toThrow(GradientError);
    expect(() => setData(t, tensor([1n]))).toThrow("a tensor that requires a gradient can't become int64");
  });
});
