import { autograd, grad } from '@cresset/autograd';
import { observe, type Tensor, tensor, use } from '@cresset/tensor';
import { withoutOverrides } from '@cresset/tensor/engine';
import { expect } from 'vitest';
import { backend } from './harness.js';

use(backend, autograd());

export const on = { device: 'cpu' } as const;

/** Result and gradients of all inputs that want one, the result's being cosines. */
export async function results(
  call: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
): Promise<number[][]> {
  const out = call(...inputs);
  const cotangent = Array.from({ length: out.numel() }, (_, i) => Math.cos(1.7 * i + 0.3));
  const leaves = inputs.filter((t) => t.requiresGrad);
  const gradOutputs = [tensor(cotangent, { shape: out.shape, dtype: out.dtype, ...on })];
  const grads = leaves.length === 0 ? [] : grad([out], leaves, { gradOutputs });
  const all = [out, ...grads] as Tensor[];
  return Promise.all(all.map(async (t) => Array.from((await t.data()) as Float32Array)));
}

/** Runs the call with the overrides that it must take, and as the composites that these stand in for. */
export async function twins(
  takes: readonly string[],
  inputs: readonly Tensor[],
  call: (...inputs: Tensor[]) => Tensor,
): Promise<{ fast: number[][]; plain: number[][] }> {
  const taken = new Set<string>();
  const subscription = observe({
    called: (name, _inputs, _attributes, _outputs, path) => {
      if (path === 'override') taken.add(name);
    },
  });
  const fast = await results(call, inputs);
  subscription.remove();
  expect([...taken]).toEqual(expect.arrayContaining([...takes]));
  return { fast, plain: await withoutOverrides(() => results(call, inputs)) };
}

/** The same numbers but for rounding of values of about 1 or more; NaN and infinities in the same places. */
export function expectClose(fast: readonly number[][], plain: readonly number[][], within = 2e-5): void {
  expect(fast.map((values) => values.length)).toEqual(plain.map((values) => values.length));
  fast.forEach((values, i) => {
    const expected = plain[i]!;
    const scale = expected.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 1);
    const wrong = values.findIndex((v, j) =>
      Number.isFinite(expected[j]!)
        ? !(Math.abs(v - expected[j]!) <= within * scale)
        : !Object.is(v, expected[j]),
    );
    expect(wrong, `result ${i} at ${wrong}: ${values[wrong]} and ${expected[wrong]}`).toBe(-1);
  });
}
