import {
  type CressetError,
  IndexError,
  InternalError,
  OutOfMemoryError,
  UnsupportedError,
} from '@cresset/tensor/backend';
import type { Native } from './native.js';

/** In the order of ErrorKind in native/src/error.h. */
const classes: readonly (new (message: string) => CressetError)[] = [
  InternalError,
  IndexError,
  OutOfMemoryError,
  UnsupportedError,
];

/** The typed error for the last native call that failed. */
export function nativeError(native: Native): CressetError {
  const message = native.lastError();
  const Class = classes[native.call[0]] ?? InternalError;
  return new Class(message);
}
