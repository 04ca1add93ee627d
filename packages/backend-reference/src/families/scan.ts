import { type ScanSpec, UnsupportedError } from '@cresset/tensor/backend';
import { type Executable, layoutOf, walk } from '../command.js';
import { loadOf, storeOf } from '../expr/access.js';
import { binaryOf, castOf, type Value } from '../expr/semantics.js';

/**
 * Inclusive scans. Sums and products of floats are carried in float64 and rounded when stored; NaN, once met, stays
 * in min and max.
 */
export function prepareScan(spec: ScanSpec): Executable {
  const { rank, dtype, inputType, combine } = spec;
  if (dtype.kind === 'complex') {
    throw new UnsupportedError(`scan: the reference device has no arithmetic for ${dtype}`);
  }
  const isFloat = dtype.kind === 'float';
  const op = { sum: 'add', prod: 'mul', min: 'min', max: 'max' } as const;
  const step = isFloat ? floatSteps[combine] : binaryOf(op[combine], dtype);
  const cast = castOf(inputType, dtype);
  const sameType = inputType === dtype;
  const load = loadOf(inputType);
  const store = storeOf(dtype);
  const executable: Executable = {
    family: 'scan',
    rank,
    dtypes: [dtype, inputType],
    params: 0,
    outputs: 1,
    keptDims: rank,
    run(words, at, buffers, first) {
      const layout = layoutOf(executable, words, at);
      const { dims, offsets, strides } = layout;
      const last = rank - 1;
      const length = dims[last];
      const [outStride, inStride] = [strides[0][last], strides[1][last]];
      const [out, input] = [buffers[first], buffers[first + 1]];
      walk(layout, 0, last, offsets, () => {
        let to = offsets[0];
        let from = offsets[1];
        let sum: Value = 0;
        for (let i = 0; i < length; i++, to += outStride, from += inStride) {
          const x = load(input, from);
          const value = sameType ? x : cast(x);
          sum = i === 0 ? value : step(sum, value);
          store(out, to, sum);
        }
      });
    },
  };
  return executable;
}

const floatSteps: Record<ScanSpec['combine'], (a: Value, b: Value) => Value> = {
  sum: (a, b) => (a as number) + (b as number),
  prod: (a, b) => (a as number) * (b as number),
  min: (a, b) => Math.min(a as number, b as number),
  max: (a, b) => Math.max(a as number, b as number),
};
