import { cpu } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { runConformance } from '@cresset/testing';

runConformance(cpu(), { oracle: reference() });
