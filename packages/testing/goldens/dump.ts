import { reference } from '@cresset/backend-reference';
import { dumpSamples } from '@cresset/testing';

export const dumpGoldenSamples = () => dumpSamples(reference());
