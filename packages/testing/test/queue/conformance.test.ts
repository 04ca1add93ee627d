import { reference } from '@cresset/backend-reference';
import { deferred, runConformance } from '@cresset/testing';

// Every op with its commands queued and fused, against the same kernels run at once.
runConformance(deferred(reference()), { oracle: reference() });
