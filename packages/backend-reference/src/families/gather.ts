import type { DType, GatherSpec } from '@cresset/tensor/backend';
import { moveView } from '../buffer.js';
import { specialize } from '../codegen.js';
import { type Executable, layoutOf, paramsStart, walk } from '../command.js';
import { indexReach, indexReader } from './indexing.js';

type Words = Uint8Array | Uint16Array | Int32Array;

/** Copies `n` elements of `size` words. Uses its arguments only: see `specialize`. */
function copyRow(
  to: Words,
  toAt: number,
  toStep: number,
  from: Words,
  fromAt: number,
  fromStep: number,
  n: number,
  size: number,
): void {
  for (let i = 0; i < n; i++) {
    for (let w = 0; w < size; w++) to[toAt * size + w] = from[fromAt * size + w];
    toAt += toStep;
    fromAt += fromStep;
  }
}

/** Moves elements bit by bit, so every dtype has it. */
export function prepareGather(spec: GatherSpec, codegen: boolean): Executable {
  const { rank, dtype, indexTypes } = spec;
  const indexes = indexTypes.length;
  const dtypes: DType[] = [dtype, dtype, ...indexTypes];
  const { view, words: size } = moveView(dtype);
  const copy = specialize(copyRow, codegen);
  const executable: Executable = {
    family: 'gather',
    rank,
    dtypes,
    params: 2 * indexes,
    outputs: 1,
    keptDims: rank,
    reach: (...args) => reach(...args),
    run(words, at, buffers, first) {
      const layout = layoutOf(executable, words, at);
      const { dims, offsets, strides } = layout;
      const reader = indexReader('gather', indexTypes, words, paramsStart(executable, at), buffers, first);
      const out = buffers[first][view];
      const src = buffers[first + 1][view];
      // Trailing dims that no index depends on are copied row by row.
      const last = rank - 1;
      const rows = rank > 0 && strides.slice(2).every((s) => s[last] === 0);
      if (rows) {
        walk(layout, 0, last, offsets, () => {
          const from = offsets[1] + reader.address(offsets);
          copy(out, offsets[0], strides[0][last], src, from, strides[1][last], dims[last], size);
        });
      } else {
        walk(layout, 0, rank, offsets, () => {
          copy(out, offsets[0], 0, src, offsets[1] + reader.address(offsets), 0, 1, size);
        });
      }
    },
  };
  const reach = indexReach(executable, indexes, 1);
  return executable;
}
