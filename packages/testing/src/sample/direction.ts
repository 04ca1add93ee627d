import type { Tensor } from '@cresset/tensor';
import { tensor } from '@cresset/tensor';
import { finiteDifferences } from '../tolerance.js';

/** Central difference of `f` at `x` along `direction`. The moved tensors are dense leaves like `x`. */
export async function plusMinus(
  x: Tensor,
  direction: readonly number[],
  f: (moved: Tensor) => Promise<number>,
): Promise<number> {
  const base = Array.from(await x.data(), Number);
  const { eps } = finiteDifferences;
  const at = async (step: number): Promise<number> => {
    const moved = tensor(
      base.map((v, i) => v + step * direction[i]!),
      { shape: x.shape, dtype: x.dtype, device: x.device, requiresGrad: x.requiresGrad },
    );
    const value = await f(moved);
    moved.dispose();
    return value;
  };
  return ((await at(eps)) - (await at(-eps))) / (2 * eps);
}
