import { type SortSpec, UnsupportedError } from '@cresset/tensor/backend';
import { moveView, type ReferenceBuffer } from '../buffer.js';
import { type Executable, layoutOf, paramsStart, walk } from '../command.js';
import { loadOf } from '../expr/access.js';
import { selectFirst, sortPositions } from './sort-positions.js';

/** Stable sort and top-k along the last dim; NaN is the largest. */
export function prepareSort(spec: SortSpec): Executable {
  const { rank, dtype, indexType, descending } = spec;
  if (dtype.kind === 'complex') throw new UnsupportedError(`sort: ${dtype} has no order`);
  const load = loadOf(dtype);
  const { view, words: size } = moveView(dtype);
  const executable: Executable = {
    family: 'sort',
    rank,
    dtypes: [dtype, indexType, dtype],
    params: 1,
    outputs: 2,
    keptDims: rank,
    lastSize: (words, at, operand) =>
      operand < 2 ? words[paramsStart(executable, at)] : words[at + 1 + rank],
    run(words, at, buffers, first) {
      const layout = layoutOf(executable, words, at);
      const { dims, offsets, strides } = layout;
      const last = rank - 1;
      const length = dims[last];
      const keep = words[paramsStart(executable, at)];
      const [values, positions, input] = [buffers[first], buffers[first + 1], buffers[first + 2]];
      const keys = dtype.name === 'int64' ? new BigInt64Array(length) : new Float64Array(length);
      const order = new Int32Array(length);
      const step = strides[2][last];
      const [to, from] = [values[view], input[view]];
      walk(layout, 0, last, offsets, () => {
        for (let i = 0; i < length; i++) keys[i] = load(input, offsets[2] + i * step) as never;
        if (keep <= 16 && keep * 8 < length) selectFirst(keys, order, keep, descending);
        else sortPositions(keys, order, descending);
        for (let i = 0; i < keep; i++) {
          const source = (offsets[2] + order[i] * step) * size;
          const target = (offsets[0] + i * strides[0][last]) * size;
          for (let w = 0; w < size; w++) to[target + w] = from[source + w];
          writePosition(positions, indexType.name === 'int64', offsets[1] + i * strides[1][last], order[i]);
        }
      });
    },
  };
  return executable;
}

function writePosition(buffer: ReferenceBuffer, wide: boolean, at: number, position: number): void {
  const words = buffer.i32;
  if (wide) {
    words[2 * at] = position;
    words[2 * at + 1] = 0;
  } else words[at] = position;
}
