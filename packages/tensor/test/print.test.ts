import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import type { DTypeName, Tensor } from '@cresset/tensor';
import { ArgumentError, getPrintOptions, setPrintOptions, tensor, use } from '@cresset/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { toDType } from '../src/dtype.js';
import { fromBytes } from '../src/ops/creation/creation.js';

type Word = number | string | boolean | [Word, Word];

interface Case {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: DTypeName;
  readonly values: Word[];
  readonly requiresGrad: boolean;
  readonly options: Record<string, unknown>;
  readonly text: string;
}

use(reference(), autograd());

const goldens = JSON.parse(readFileSync(new URL('./goldens/print.json', import.meta.url), 'utf8')) as {
  torch: string;
  cases: Case[];
};

const number = (w: Word): number =>
  typeof w === 'string' ? Number(w.replace('inf', 'Infinity')) : Number(w);

function make(c: Case): Tensor {
  const dtype = toDType(c.dtype);
  if (dtype.kind === 'complex') {
    const flat = c.values.flatMap((v) => (v as [Word, Word]).map(number));
    const parts = dtype.bytes === 8 ? Float32Array.from(flat) : Float64Array.from(flat);
    return fromBytes(new Uint8Array(parts.buffer), c.shape, dtype, null);
  }
  if (dtype.name === 'int64') {
    return tensor(BigInt64Array.from(c.values.map((v) => BigInt(v as number))), { shape: c.shape });
  }
  const { shape, requiresGrad } = c;
  return tensor(Float64Array.from(c.values.map(number)), { shape, dtype, requiresGrad });
}

const camel: Record<string, string> = { sci_mode: 'sciMode' };

afterEach(() => setPrintOptions({ profile: 'default' }));

describe(`as PyTorch ${goldens.torch}`, () => {
  for (const c of goldens.cases) {
    it(c.name, () => {
      setPrintOptions(Object.fromEntries(Object.entries(c.options).map(([k, v]) => [camel[k] ?? k, v])));
      expect(make(c).toString()).toBe(c.text);
    });
  }
});

it('is what console.log and template strings show', () => {
  const t = tensor([1, 2]);
  expect(inspect(t)).toBe('tensor([1., 2.])');
  expect(`${t}`).toBe('tensor([1., 2.])');
  expect(inspect({ t })).toBe('{ t: tensor([1., 2.]) }');
});

it('names the function that made a result', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  expect(x.mul(2).toString()).toBe('tensor([2., 4.], grad_fn=<MulBackward0>)');
  expect(x.sum().toString()).toBe('tensor(3., grad_fn=<SumBackward0>)');
});

it('follows strides', () => {
  expect(
    tensor([
      [1, 2],
      [3, 4],
    ])
      .transpose(0, 1)
      .toString(),
  ).toBe('tensor([[1., 3.],\n        [2., 4.]])');
});

it('names a device that is not the default one, and shows no elements where it would have to wait', () => {
  const backend = reference();
  Object.defineProperty(backend, 'name', { value: 'other' });
  use(backend);
  const t = tensor([1.5, 2], { device: 'other' });
  expect(t.toString()).toBe("tensor([1.5000, 2.0000], device='other')");
  Object.defineProperty(backend, 'downloadSync', { value: undefined });
  expect(t.toString()).toBe("tensor(..., device='other', size=(2,))");
  expect(t.int().toString()).toBe("tensor(..., device='other', size=(2,), dtype=torch.int32)");
});

it('tells a tensor that was disposed', () => {
  const t = tensor([[1, 2]]);
  t.dispose();
  expect(t.toString()).toBe('tensor(<disposed>, size=(1, 2))');
});

it('refuses options that make no sense', () => {
  expect(() => setPrintOptions({ precision: -1 })).toThrow(ArgumentError);
  expect(() => setPrintOptions({ profile: 'long' as never })).toThrow(
    'profile must be one of default, short, full',
  );
  expect(() => setPrintOptions({ digits: 2 } as never)).toThrow("unknown option 'digits'");
  expect(getPrintOptions()).toEqual({
    precision: 4,
    threshold: 1000,
    edgeitems: 3,
    linewidth: 80,
    sciMode: null,
  });
});
