import { UnsupportedError } from '@cresset/tensor/backend';
import { nativeError } from '../src/errors.js';
import { loadNative } from '../src/loader.js';

const native = loadNative();

/** Kernels prepared from now on are of this instruction set. @throws UnsupportedError where the processor lacks it */
export function setIsa(name: string): void {
  if (native.setIsa(name) !== undefined) throw nativeError(native);
}

/** The instruction sets of this machine. */
export const isas: readonly string[] = ['baseline', 'avx2', 'avx512'].filter((name) => {
  try {
    setIsa(name);
    return true;
  } catch (error) {
    if (error instanceof UnsupportedError) return false;
    throw error;
  }
});
