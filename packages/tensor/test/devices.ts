import { autograd } from '@cresset/autograd';
import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { use } from '@cresset/tensor';

/** Names of the devices that tests of ops run on: the reference, and the native one where it was built. */
export const devices: readonly string[] = (() => {
  use(reference(), autograd());
  if (!isAvailable()) return ['reference'];
  use(cpu());
  return ['reference', 'cpu'];
})();
