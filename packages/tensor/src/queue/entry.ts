import type { KernelSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import type { Bodies } from './body.js';
import type { Entry } from './unit.js';

/** Dtypes of a kernel's operands, outputs first; how many of them are outputs; number of parameter words. */
function operandsOf(spec: KernelSpec): { dtypes: readonly DType[]; outputs: number; params: number } {
  switch (spec.family) {
    case 'map': {
      const { outputTypes, inputs, params } = spec.expr;
      return { dtypes: [...outputTypes, ...inputs], outputs: outputTypes.length, params };
    }
    case 'reduce': {
      const { prologue, epilogue } = spec;
      return {
        dtypes: [...epilogue.outputTypes, ...prologue.inputs],
        outputs: epilogue.outputTypes.length,
        params: prologue.params + epilogue.params,
      };
    }
    case 'scan':
      return { dtypes: [spec.dtype, spec.inputType], outputs: 1, params: 0 };
    case 'matmul':
      return { dtypes: [spec.dtype, spec.dtype, spec.dtype], outputs: 1, params: 0 };
    case 'gather':
    case 'scatter': {
      const { dtype, indexTypes } = spec;
      return { dtypes: [dtype, dtype, ...indexTypes], outputs: 1, params: 2 * indexTypes.length };
    }
    case 'sort':
      return { dtypes: [spec.dtype, spec.indexType, spec.dtype], outputs: 2, params: 1 };
  }
}

export function entryOf(spec: KernelSpec, executable: number, bodies: Bodies): Entry {
  return {
    spec,
    executable,
    rank: spec.rank,
    ...operandsOf(spec),
    updates: spec.family === 'scatter',
    body:
      spec.family === 'map' ? bodies.ofMap(spec) : spec.family === 'reduce' ? bodies.ofReduce(spec) : null,
  };
}
