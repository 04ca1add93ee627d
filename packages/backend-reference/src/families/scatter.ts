import { type DType, type ScatterSpec, UnsupportedError } from '@cresset/tensor/backend';
import { moveView, type ReferenceBuffer } from '../buffer.js';
import { specialize } from '../codegen.js';
import { type Executable, layoutOf, paramsStart, walk } from '../command.js';
import { loadOf, storeOf } from '../expr/access.js';
import { binaryOf } from '../expr/semantics.js';
import { indexReach, indexReader } from './indexing.js';

/** Combines `n` elements of src, at distance `fromStep`, into dst at distance `toStep`. */
type Row = (
  dst: ReferenceBuffer,
  at: number,
  toStep: number,
  src: ReferenceBuffer,
  from: number,
  fromStep: number,
  n: number,
) => void;

type Floats = Float32Array | Float64Array;

/** The commonest case, gradients of gathers. Uses its arguments only: see `specialize`. */
function addRow(
  dst: Floats,
  at: number,
  toStep: number,
  src: Floats,
  from: number,
  fromStep: number,
  n: number,
): void {
  for (let i = 0; i < n; i++, at += toStep, from += fromStep) dst[at] += src[from];
}

function rowOf(spec: ScatterSpec, codegen: boolean): Row {
  const { dtype, mode } = spec;
  if (mode === 'set') {
    const { view, words } = moveView(dtype);
    return (dst, at, toStep, src, from, fromStep, n) => {
      const [to, source] = [dst[view], src[view]];
      for (let i = 0; i < n; i++, at += toStep, from += fromStep) {
        for (let w = 0; w < words; w++) to[at * words + w] = source[from * words + w];
      }
    };
  }
  if (mode === 'add' && (dtype.name === 'float32' || dtype.name === 'float64')) {
    const view = dtype.name === 'float32' ? 'f32' : 'f64';
    const add = specialize(addRow, codegen);
    return (dst, at, toStep, src, from, fromStep, n) =>
      add(dst[view], at, toStep, src[view], from, fromStep, n);
  }
  if (dtype.kind === 'complex') {
    throw new UnsupportedError(`scatter (${mode}): the reference device has no arithmetic for ${dtype}`);
  }
  const combine = binaryOf(mode, dtype);
  const load = loadOf(dtype);
  const store = storeOf(dtype);
  return (dst, at, toStep, src, from, fromStep, n) => {
    for (let i = 0; i < n; i++, at += toStep, from += fromStep) {
      store(dst, at, combine(load(dst, at), load(src, from)));
    }
  };
}

/** Runs in row-major order of src, so that with `set` the last of several values for one place wins. */
export function prepareScatter(spec: ScatterSpec, codegen: boolean): Executable {
  const { rank, dtype, indexTypes } = spec;
  const dtypes: DType[] = [dtype, dtype, ...indexTypes];
  const row = rowOf(spec, codegen);
  const executable: Executable = {
    family: 'scatter',
    rank,
    dtypes,
    params: 2 * indexTypes.length,
    outputs: 1,
    keptDims: rank,
    reach: (...args) => reach(...args),
    run(words, at, buffers, first) {
      const layout = layoutOf(executable, words, at);
      const { dims, offsets, strides } = layout;
      const reader = indexReader('scatter', indexTypes, words, paramsStart(executable, at), buffers, first);
      const [dst, src] = [buffers[first], buffers[first + 1]];
      const last = rank - 1;
      const rows = rank > 0 && strides.slice(2).every((s) => s[last] === 0);
      walk(layout, 0, rows ? last : rank, offsets, () => {
        const to = offsets[0] + reader.address(offsets);
        if (rows) row(dst, to, strides[0][last], src, offsets[1], strides[1][last], dims[last]);
        else row(dst, to, 0, src, offsets[1], 0, 1);
      });
    },
  };
  const reach = indexReach(executable, indexTypes.length, 0);
  return executable;
}
