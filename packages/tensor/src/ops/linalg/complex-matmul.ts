import type { DType } from '../../dtype.js';
import { partType } from '../../expr/complex.js';
import type { Scalar } from '../../expr/scalar.js';
import { load, pair } from '../../expr/scalar.js';
import { runMatmul } from '../../kernel/families.js';
import { allocateTensor } from '../../memory/make.js';
import type { Instance } from '../../op/elementwise.js';
import { makeInstance } from '../../op/elementwise.js';
import { partOf, runOnParts } from '../../op/parts.js';
import type { Tensor } from '../../tensor.js';

const instances: (Instance | undefined)[] = [];

/** From the four products of parts: (rr − ii) + i·(ri + ir). */
function combination(dtype: DType): Instance {
  const type = partType(dtype);
  const product = (k: number): Scalar => load(k, type);
  const sum = pair(product(0).sub(product(1)), product(2).add(product(3)), dtype);
  instances[dtype.id] ??= makeInstance('complexMatmul', [sum], [type, type, type, type], 0);
  return instances[dtype.id]!;
}

/**
 * A complex product by four real ones. Three would do (Gauss), but lose digits where the parts differ in size.
 */
export function runComplexMatmul(out: Tensor, a: Tensor, b: Tensor): void {
  const [ar, ai, br, bi] = [partOf(a, 0), partOf(a, 1), partOf(b, 0), partOf(b, 1)];
  const products = [
    [ar, br],
    [ai, bi],
    [ar, bi],
    [ai, br],
  ].map(([x, y]) => {
    const product = allocateTensor(out.shape, partType(out.dtype), out.device);
    runMatmul(product, x!, y!);
    return product;
  });
  runOnParts(combination(out.dtype).kernel, [out], products, null);
  for (const t of [ar, ai, br, bi, ...products]) t.dispose();
}
