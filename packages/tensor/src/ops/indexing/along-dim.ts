import { IndexError, ShapeError } from '../../errors.js';
import type { ScatterMode } from '../../kernel/families.js';
import { normalizeDim, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { owned } from '../movement/dense.js';
import { reshape } from '../movement/reshape.js';
import { indexPut, putIndexed, writeIndexed } from './index-kernel.js';
import { checkIndex, checkSameType, writeInPlace } from './index-tensors.js';

/** Positions along one dimension, 1-dim. @throws IndexError for other tensors */
export function checkPositions(op: string, index: Tensor): Tensor {
  checkIndex(op, index);
  if (index.ndim > 1)
    throw new IndexError(`${op}: index must be 1-dim or 0-dim, got ${showShape(index.shape)}`);
  return index.ndim === 1 ? index : reshape(index, [1]);
}

/** The common course of indexAdd, indexCopy and indexFill. */
export function putAlong(
  op: string,
  input: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor,
  mode: ScatterMode,
  inPlace: boolean,
): Tensor {
  const positions = checkPositions(op, index);
  const d = normalizeDim(op, dim, input.ndim);
  checkSameType(op, input, 'source', source);
  if (input.ndim === 0) {
    // As if it had one dimension of one element.
    const row = putAlong(op, reshape(input, [1]), 0, positions, source, mode, inPlace);
    return inPlace ? input : owned(reshape(row, []));
  }
  const wanted = input.shape.map((n, i) => (i === d ? positions.length : n));
  if (source.ndim > 0 && (source.ndim !== input.ndim || wanted.some((n, i) => n !== source.shape[i]))) {
    throw new ShapeError(`${op}: source must be ${showShape(wanted)}, got ${showShape(source.shape)}`);
  }
  const attributes = { dims: [d], place: d, mode };
  if (!inPlace) return putIndexed(input, source, [positions], attributes);
  return writeInPlace(indexPut(attributes), [input, source, positions], attributes, ([t, s, i]) =>
    writeIndexed(t!, s!, [i!], attributes, mode),
  );
}
