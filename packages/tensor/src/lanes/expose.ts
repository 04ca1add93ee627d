import { numel } from '../shape.js';
import { Tensor } from '../tensor.js';
import type { Lanes } from './lanes.js';

/** The same memory with all lanes of `by` as visible outer dimensions, of size 1 where the tensor hasn't a lane. */
export function expose(t: Tensor, by: Lanes, rank: number): Tensor {
  const sizes: number[] = [];
  const strides: number[] = [];
  by.levels.forEach((level, i) => {
    const at = t.lanes?.levels.indexOf(level) ?? -1;
    sizes.push(at < 0 ? 1 : by.sizes[i]!);
    strides.push(at < 0 ? 0 : t.lanes!.strides[at]!);
  });
  for (let i = t.ndim; i < rank; i++) {
    sizes.push(1);
    strides.push(0);
  }
  const shape = Object.freeze([...sizes, ...t.shape]);
  t.storage.retain();
  return new Tensor(
    t.storage,
    shape,
    [...strides, ...t.strides],
    t.offset,
    t.dtype,
    t.device,
    numel(shape),
    false,
  );
}

/** Runs `body` with operands whose lanes are visible, which it must not keep. */
export function exposed(
  operands: readonly Tensor[],
  by: Lanes,
  rank: number,
  body: (operands: Tensor[]) => void,
): void {
  const visible = operands.map((t) => expose(t, by, rank));
  try {
    body(visible);
  } finally {
    for (const t of visible) t.dispose();
  }
}
