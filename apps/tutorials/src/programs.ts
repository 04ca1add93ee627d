import { autogradExample } from './autograd.js';
import { classifier } from './classifier.js';
import { lenet } from './lenet.js';
import { linearRegression } from './linear-regression.js';
import { mseNetwork } from './mse-network.js';
import { saveAndLoad } from './save-and-load.js';
import { tensors } from './tensors.js';

/** Every program by name. Each runs on the default device and throws when its result is wrong. */
export const programs: Readonly<Record<string, () => Promise<void>>> = {
  tensors,
  autograd: autogradExample,
  lenet,
  classifier,
  'mse-network': mseNetwork,
  'linear-regression': linearRegression,
  'save-and-load': saveAndLoad,
};
