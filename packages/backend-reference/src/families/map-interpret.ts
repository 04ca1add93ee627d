import type { Expr } from '@cresset/tensor/backend';
import { moveView, type ReferenceBuffer } from '../buffer.js';
import { type Executable, layoutOf, paramsStart, walk } from '../command.js';
import { loadOf, storeOf } from '../expr/access.js';
import { interpreter } from '../expr/interpret.js';
import type { Value } from '../expr/semantics.js';

/** Maps where no code may be generated. */
type Interpreted = (
  e: Executable,
  words: Float64Array,
  at: number,
  buffers: readonly ReferenceBuffer[],
  first: number,
) => void;

export function interpretMap(expr: Expr): Interpreted {
  const evaluate = interpreter(expr);
  const loads = expr.inputs.map(loadOf);
  const stores = expr.outputTypes.map(storeOf);
  const outputs = stores.length;
  return (e, words, at, buffers, first) => {
    const layout = layoutOf(e, words, at);
    const start = paramsStart(e, at);
    const params = Array.from(words.subarray(start, start + expr.params));
    const offsets = layout.offsets;
    const inputs: Value[] = [];
    const results: Value[] = [];
    let index = 0;
    walk(layout, 0, e.rank, offsets, () => {
      for (let k = 0; k < loads.length; k++) {
        inputs[k] = loads[k](buffers[first + outputs + k], offsets[outputs + k]);
      }
      evaluate.run(inputs, params, index++, results);
      for (let k = 0; k < outputs; k++) stores[k](buffers[first + k], offsets[k], results[k]);
    });
  };
}

/** Copies bit by bit, as the generated kernel does: a NaN that passes through a Number may lose its payload. */
export function interpretMove(expr: Expr): Interpreted {
  const { view, words: size } = moveView(expr.inputs[0]);
  return (e, words, at, buffers, first) => {
    const layout = layoutOf(e, words, at);
    const offsets = layout.offsets;
    const to = buffers[first][view];
    const from = buffers[first + 1][view];
    walk(layout, 0, e.rank, offsets, () => {
      for (let w = 0; w < size; w++) to[offsets[0] * size + w] = from[offsets[1] * size + w];
    });
  };
}
