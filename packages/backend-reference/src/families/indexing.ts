import { type DType, IndexError } from '@cresset/tensor/backend';
import type { ReferenceBuffer } from '../buffer.js';
import { type Executable, paramsStart } from '../command.js';

/** What gather and scatter share: index tensors (operands 2, 3, …) with a size and a step each. */
export interface IndexReader {
  /** Sum of index_j · step_j at the offsets of the index operands. @throws IndexError */
  address(offsets: readonly number[]): number;
}

/** Extends the reach of an operand by what in-range indices may add. */
export function indexReach(
  e: Executable,
  indexes: number,
  operand: number,
): NonNullable<Executable['reach']> {
  return (words, at, k) => {
    let low = 0;
    let high = 0;
    if (k !== operand) return [low, high];
    const start = paramsStart(e, at);
    for (let j = 0; j < indexes; j++) {
      const way = (words[start + 2 * j] - 1) * words[start + 2 * j + 1];
      if (way > 0) high += way;
      else low += way;
    }
    return [low, high];
  };
}

export function indexReader(
  family: string,
  types: readonly DType[],
  words: Float64Array,
  start: number,
  buffers: readonly ReferenceBuffer[],
  first: number,
): IndexReader {
  const views = types.map((_, j) => buffers[first + 2 + j].i32);
  const wide = types.map((t) => t.name === 'int64');
  const sizes = types.map((_, j) => words[start + 2 * j]);
  const steps = types.map((_, j) => words[start + 2 * j + 1]);
  return {
    address(offsets) {
      let address = 0;
      for (let j = 0; j < views.length; j++) {
        const at = offsets[2 + j];
        const size = sizes[j];
        // An int64 beyond 2^31 is out of range for any tensor, so that the halves as a Number are good enough.
        const index = wide[j] ? views[j][2 * at + 1] * 4294967296 + (views[j][2 * at] >>> 0) : views[j][at];
        if (index >= size || index < -size) throw outOfRange(family, index, size);
        address += (index < 0 ? index + size : index) * steps[j];
      }
      return address;
    },
  };
}

function outOfRange(family: string, index: number, size: number): IndexError {
  const range = size === 0 ? 'which has no elements' : `allowed are ${-size} to ${size - 1}`;
  return new IndexError(
    `${family}: index ${index} is out of range for a dimension of size ${size} (${range})`,
  );
}
