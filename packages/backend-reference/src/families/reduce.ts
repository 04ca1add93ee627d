import { InternalError, type ReduceSpec, UnsupportedError } from '@cresset/tensor/backend';
import type { ReferenceBuffer } from '../buffer.js';
import { type Executable, layoutOf, paramsStart, walk } from '../command.js';
import { loadOf, storeOf } from '../expr/access.js';
import { interpreter } from '../expr/interpret.js';
import { binaryOf, type Value } from '../expr/semantics.js';
import { extremes } from '../numeric/extremes.js';
import { generateReduce } from './reduce-generate.js';

/** @throws UnsupportedError for complex accumulation */
export function prepareReduce(spec: ReduceSpec, codegen: boolean): Executable {
  const { prologue, epilogue, rank, kept, accumulate } = spec;
  if (accumulate.kind === 'complex') {
    throw new UnsupportedError(`${spec.combine}: the reference device doesn't reduce ${accumulate}`);
  }
  if (prologue.outputs.length !== 1) {
    throw new InternalError(
      `reference: a reduction combines one value, its prologue gives ${prologue.outputs.length}`,
    );
  }
  const shell = {
    family: 'reduce',
    rank,
    dtypes: [...epilogue.outputTypes, ...prologue.inputs],
    params: prologue.params + epilogue.params,
    outputs: epilogue.outputs.length,
    keptDims: kept,
  };
  if (codegen) return { ...shell, run: generateReduce(spec) };
  const loop = interpreted(spec);
  const executable: Executable = { ...shell, run: (...args) => loop(executable, ...args) };
  return executable;
}

/** Where a combination starts, and whether or how a value changes it. */
interface Combiner {
  readonly start: Value;
  /** The new value; for min and max only asked when `better`. */
  next(combined: Value, v: Value): Value;
  /** min, max and their arg forms: whether `v` takes the place of what was best. */
  readonly better: ((v: Value, best: Value) => boolean) | null;
}

function combinerOf(spec: ReduceSpec): Combiner {
  const { combine, accumulate } = spec;
  const isFloat = accumulate.kind === 'float';
  const unit = (x: number) => (accumulate.name === 'int64' ? BigInt(x) : x);
  // Floats are combined in float64 and rounded at the end.
  switch (combine) {
    case 'sum': {
      const next = isFloat
        ? (a: Value, b: Value) => (a as number) + (b as number)
        : binaryOf('add', accumulate);
      return { start: unit(0), next, better: null };
    }
    case 'prod': {
      const next = isFloat
        ? (a: Value, b: Value) => (a as number) * (b as number)
        : binaryOf('mul', accumulate);
      return { start: unit(1), next, better: null };
    }
    case 'any':
      return { start: 0, next: (a, b) => (a || b ? 1 : 0), better: null };
    case 'all':
      return { start: 1, next: (a, b) => (a && b ? 1 : 0), better: null };
    default: {
      const large = combine === 'max' || combine === 'argmax';
      const { low, high } = extremes(accumulate);
      return {
        start: large ? low : high,
        next: (_, v) => v,
        better: (v, best) => (large ? v > best : v < best) || (Number.isNaN(v) && !Number.isNaN(best)),
      };
    }
  }
}

type Interpreted = (
  e: Executable,
  words: Float64Array,
  at: number,
  buffers: readonly ReferenceBuffer[],
  first: number,
) => void;

function interpreted(spec: ReduceSpec): Interpreted {
  const { prologue, epilogue, rank, kept, accumulate } = spec;
  const before = interpreter(prologue);
  const after = interpreter(epilogue);
  const loads = prologue.inputs.map(loadOf);
  const stores = epilogue.outputTypes.map(storeOf);
  const outputs = stores.length;
  const { start, next, better } = combinerOf(spec);
  const single = accumulate.kind === 'float' && accumulate.name !== 'float64';
  const withPosition = spec.combine === 'argmin' || spec.combine === 'argmax';
  return (e, words, at, buffers, first) => {
    const layout = layoutOf(e, words, at);
    const params = paramsStart(e, at);
    const prologueParams = Array.from(words.subarray(params, params + prologue.params));
    const epilogueParams = Array.from(words.subarray(params + prologue.params, params + e.params));
    const offsets = layout.offsets;
    const inputs: Value[] = [];
    const one: Value[] = [];
    const results: Value[] = [];
    let index = 0;
    let keptIndex = 0;
    walk(layout, 0, kept, offsets, () => {
      let combined = start;
      let best = 0;
      let position = 0;
      walk(layout, kept, rank, offsets, () => {
        for (let k = 0; k < loads.length; k++) {
          inputs[k] = loads[k](buffers[first + outputs + k], offsets[outputs + k]);
        }
        before.run(inputs, prologueParams, index++, one);
        if (better === null || better(one[0], combined)) {
          combined = next(combined, one[0]);
          best = position;
        }
        position++;
      });
      const value = single ? Math.fround(combined as number) : combined;
      const given = withPosition ? [value, BigInt(best)] : [value];
      after.run(given, epilogueParams, keptIndex++, results);
      for (let k = 0; k < outputs; k++) stores[k](buffers[first + k], offsets[k], results[k]);
    });
  };
}
