import { ArgumentError } from '../../../errors.js';
import { describe } from '../../../op/options.js';

/** PyTorch's choice among the routines of cuSOLVER. @throws ArgumentError unless it is null */
export function checkDriver(op: string, driver: unknown): void {
  if (driver !== null) {
    throw new ArgumentError(`${op}: driver can only be chosen on CUDA devices, got ${describe(driver)}`);
  }
}
