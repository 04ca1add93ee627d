import { UnsupportedError } from '../../../errors.js';
import { checkBoolean } from '../../../op/options.js';

/** @throws UnsupportedError for false: without pivoting small pivots ruin the result, and LAPACK has no such routine */
export function checkPivot(op: string, pivot: unknown): void {
  if (!checkBoolean(op, 'pivot', pivot)) {
    throw new UnsupportedError(`${op}: LU without pivoting is not implemented; leave out pivot: false`);
  }
}
