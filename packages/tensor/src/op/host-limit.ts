import { OutOfMemoryError } from '../errors.js';

/** Most elements that an op makes as a JavaScript array on its way; engines end the process at about four times as many. */
export const HOST_LIMIT = 2 ** 25;

/** @throws OutOfMemoryError for more elements than JavaScript can hold in an array */
export function checkHostLength(op: string, what: string, length: number): void {
  if (length <= HOST_LIMIT) return;
  throw new OutOfMemoryError(
    `${op}: ${what} would take ${length} elements; at most ${HOST_LIMIT} are computed at once`,
  );
}
