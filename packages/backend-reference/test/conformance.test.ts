import { reference } from '@cresset/backend-reference';
import { runConformance } from '@cresset/testing';

const backend = reference();
runConformance(backend, { oracle: backend });
