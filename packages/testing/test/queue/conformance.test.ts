import { reference } from '@cresset/backend-reference';
import { deferred, runConformance } from '@cresset/testing';

// Every op with its commands queued and fused, against the same kernels run at once. What doesn't depend on how kernels
// are given to the device (goldens, methods, finite differences, arguments) is checked on the reference itself.
runConformance(deferred(reference()), {
  oracle: reference(),
  checks: ['forward', 'large', 'inplace', 'gradient', 'errors', 'memory'],
});
