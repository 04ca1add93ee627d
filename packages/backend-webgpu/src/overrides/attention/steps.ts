import type { DenseKernelDefinition, KernelText } from '../dense-kernel.js';

export const PARAMS = ['batch', 'l', 's', 'e', 'ev', 'scale', 'causal', 'maskBatch'] as const;
export type Param = (typeof PARAMS)[number];
export type Text = DenseKernelDefinition<Param>['text'];

/** Operands of the kernels, in order. */
export const [OUT, LSE, QUERY, KEY, VALUE, MASK] = [0, 1, 2, 3, 4, 5];

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Steps of the online softmax: factor of what is summed so far, a weight, and the logarithm of the sum. */
export const steps = `fn rescale(before: f32, now: f32) -> f32 {
  return select(exp_f(before - now), 0.0, bitcast<u32>(now) == 0xff800000u);
}
fn log_sum(most: f32, sum: f32) -> f32 { return select(most + log_f(sum), most, isinf_f(most)); }
fn mean_of(weighted: f32, sum: f32) -> f32 { return select(weighted / sum, 0.0, sum == 0.0); }
`;

/** The score of a query and a key, from their product. Both must be there if a mask is read. */
export function score(
  t: KernelText,
  masked: boolean,
  dot: string,
  query: string,
  key: string,
  there: string,
): string {
  const own = `${dot} * ${t.float('scale')}`;
  const at = `item * ${t.int('maskBatch')} + ${query} * ${t.int('s')} + ${key}`;
  const sum = masked ? `${own} + ${t.load(MASK, `select(0, ${at}, ${there})`)}` : own;
  return `select(-inf_f(), ${sum}, ${there} && (${t.int('causal')} == 0 || ${key} <= ${query}))`;
}
