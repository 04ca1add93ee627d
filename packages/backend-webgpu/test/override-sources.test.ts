import {
  type Attributes,
  type DType,
  float16,
  float32,
  float64,
  int64,
  type Operand,
} from '@cresset/tensor/backend';
import { describe, expect, it } from 'vitest';
import { createOverrides } from '../src/overrides/index.js';
import { Frame } from '../src/wgsl/frame.js';
import { type As, buffer } from './sources.js';

const operand = (shape: readonly number[], dtype: DType = float32): Operand => ({
  buffer: buffer(),
  dtype,
  shape,
  strides: shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1)),
  offset: 0,
});

/** The shaders that an override would run, in order. */
function overrideSources(
  name: string,
  inputs: readonly (Operand | null)[],
  outputs: readonly Operand[],
  attributes: Attributes,
  { software = false, subgroups = false, f16 = false }: As = {},
): string[] {
  const texts: string[] = [];
  const override = createOverrides({
    dispatch(program, operands, words) {
      expect(words).toHaveLength(program.words);
      const distinct = [...new Set(operands)];
      const pattern = operands.map((o) => distinct.indexOf(o));
      texts.push(new Frame(program, pattern, f16).source());
    },
    scratch: buffer,
    release: () => {},
    status: buffer(),
    software,
    subgroup: 0,
    subgroups,
    maxBindings: 8,
  })[name]!;
  expect(override.accepts(inputs, attributes)).toBe(true);
  override.run(inputs, outputs, attributes);
  return texts;
}

const golden = (name: string, texts: readonly string[]): Promise<void> =>
  expect(texts.join('\n// ----\n\n')).toMatchFileSnapshot(`goldens/${name}.wgsl`);

describe('overrides run the shaders of the goldens', () => {
  const [x, weight, rows] = [operand([40, 300]), operand([300]), operand([40, 1])];

  it('RMS norm: one kernel; its gradients: two, and a third for many rows', async () => {
    const attributes = { dims: 1, eps: 1e-6 };
    const outputs = [operand([40, 300]), rows];
    const forward = overrideSources('rmsNormStats', [x, weight], outputs, attributes);
    expect(forward).toHaveLength(1);
    await golden('rms-norm-tree', forward);
    const bySubgroups = overrideSources('rmsNormStats', [x, weight], outputs, attributes, {
      subgroups: true,
    });
    await golden('rms-norm-subgroups', bySubgroups);
    const inputs = [operand([40, 300]), x, weight, rows];
    const backward = overrideSources('rmsNormBackward', inputs, [operand([40, 300]), weight], { dims: 1 });
    expect(backward).toHaveLength(2);
    await golden('rms-norm-backward', backward);
    const many = operand([70, 300]);
    const chunked = [operand([70, 300]), many, null, operand([70, 1])];
    expect(overrideSources('rmsNormBackward', chunked, [many, weight], { dims: 1 })).toHaveLength(3);
  });

  it('softmax: the greatest by subgroups, NaN included', async () => {
    const texts = overrideSources('softmax', [x], [operand([40, 300])], { dim: 1 }, { subgroups: true });
    await golden('softmax-subgroups', texts);
  });

  it('halves: two neighbours are stored as one word', async () => {
    const half = [operand([40, 300], float16), operand([40, 300], float16)] as const;
    await golden('softmax-half', overrideSources('softmax', [half[0]], [half[1]], { dim: 1 }, { f16: true }));
    const inputs = [operand([], float16), operand([40], int64), null, operand([], float16)];
    const attributes = { reduction: 'mean', ignoreIndex: -100, inputShape: [40, 300] };
    await golden('nll-loss-backward-half', overrideSources('nllLossBackward', inputs, [half[1]], attributes));
  });

  it('takes no halves on a processor, and no float64 anywhere', () => {
    const none = { dispatch: () => {}, scratch: buffer, release: () => {}, status: buffer() };
    const facts = { subgroup: 0, subgroups: false, maxBindings: 8 };
    const image = (dtype: DType) => [operand([1, 2, 5, 5], dtype), operand([3, 2, 3, 3], dtype), null];
    const attention = (dtype: DType) => [...['q', 'k', 'v'].map(() => operand([4, 8], dtype)), null];
    for (const software of [false, true]) {
      const overrides = createOverrides({ ...none, ...facts, software });
      expect(overrides.convolution!.accepts(image(float16), {})).toBe(!software);
      expect(overrides.scaledDotProductAttention!.accepts(attention(float16), {})).toBe(!software);
      expect(overrides.softmax!.accepts([operand([3, 4], float16)], { dim: 1 })).toBe(!software);
      expect(overrides.softmax!.accepts([operand([3, 4], float64)], { dim: 1 })).toBe(false);
      expect(overrides.convolution!.accepts(image(float64), {})).toBe(false);
    }
  });
});
