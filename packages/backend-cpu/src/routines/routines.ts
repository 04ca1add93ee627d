import type { Attributes, DType, Routine } from '@cresset/tensor/backend';
import { InternalError } from '@cresset/tensor/backend';
import { Call } from '../call.js';
import { nativeError } from '../errors.js';
import type { Native } from '../native.js';

interface Entry {
  readonly accepts: (dtype: DType) => boolean;
  /** Writes the attributes, in the order in which the native function reads them. */
  readonly write: (call: Call, attributes: Attributes) => unknown;
}

const real = (dtype: DType): boolean => dtype.name === 'float32' || dtype.name === 'float64';
const complex = (dtype: DType): boolean => dtype.kind === 'complex';
const any = (dtype: DType): boolean => real(dtype) || complex(dtype);
const nothing = (): void => {};

/** In the order of Driver in native/src/routines/general.cpp. */
const drivers: readonly unknown[] = ['gels', 'gelsy', 'gelsd', 'gelss'];

const fourier: Entry['write'] = (call, a) =>
  call
    .list(a.dims as readonly number[])
    .flag(a.forward)
    .number(a.scale as number);

const vectors: Entry['write'] = (call, a) => call.flag(a.vectors);

const entries: Readonly<Record<string, Entry>> = {
  luFactor: { accepts: any, write: nothing },
  luSolve: { accepts: any, write: (call, a) => call.flag(a.adjoint) },
  pivotsToPermutation: { accepts: (dtype) => dtype.name === 'int32', write: nothing },
  triangularSolve: { accepts: any, write: (call, a) => call.flag(a.upper).flag(a.unitriangular) },
  cholesky: { accepts: any, write: nothing },
  qr: { accepts: any, write: (call, a) => call.flag(a.mode === 'r') },
  eigh: { accepts: any, write: vectors },
  svd: { accepts: any, write: vectors },
  eig: { accepts: any, write: vectors },
  lstsq: {
    accepts: any,
    write: (call, a) => call.number(a.rcond as number).number(drivers.indexOf(a.driver)),
  },
  matrixExp: { accepts: any, write: nothing },
  fftComplex: { accepts: complex, write: fourier },
  fftReal: { accepts: real, write: fourier },
  fftHermitian: { accepts: complex, write: fourier },
};

/** LAPACK and Fourier transforms, by the names of the primitives of `@cresset/tensor` that need them. */
export function createRoutines(native: Native): Readonly<Record<string, Routine>> {
  const call = new Call(native);
  const routines: Record<string, Routine> = {};
  for (const [name, { accepts, write }] of Object.entries(entries)) {
    const id = native.routines?.indexOf(name) ?? -1;
    if (id < 0)
      throw new InternalError(`cpu: the addon is older than its loader and lacks ${name}; build it again`);
    routines[name] = {
      accepts,
      run(inputs, outputs, attributes) {
        write(call.begin(inputs, outputs), attributes);
        if (native.routine(id) !== undefined) throw nativeError(native);
        const [batch, info] = native.call;
        return batch < 0 ? null : { batch, info };
      },
    };
  }
  return routines;
}
