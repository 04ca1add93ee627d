import { reference } from '@cresset/backend-reference';
import { use } from '@cresset/tensor';

/** Registers the device that the tests of this package run on. */
export function setup(): void {
  use(reference());
}
