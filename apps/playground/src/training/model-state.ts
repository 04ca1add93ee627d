import { SafetensorsError, safetensors } from '@cresset/checkpoint';
import { StateDictError } from '@cresset/nn';
import type { NetworkName } from '../protocol.js';
import { type Classifier, networks } from './networks.js';

/** A file of weights that can't be used; the message says why. */
export class WeightsError extends Error {}

/** The weights as a safetensors file with PyTorch's names. */
export function exportWeights(
  model: Classifier,
  network: NetworkName,
  step: number,
): Promise<Uint8Array<ArrayBuffer>> {
  return safetensors.save(model.stateDict(), { metadata: { network, step: String(step), format: 'pt' } });
}

/**
 * Loads a safetensors file into the model, all of it or nothing.
 *
 * @throws WeightsError in a sentence that names the keys and shapes that don't fit
 */
export function importWeights(model: Classifier, network: NetworkName, file: Uint8Array, name: string): void {
  let tensors: ReturnType<typeof safetensors.load>;
  try {
    tensors = safetensors.load(file);
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new WeightsError(`${name} can't be read as a safetensors file: ${error.message}.`);
  }
  try {
    model.loadStateDict(tensors);
  } catch (error) {
    if (!(error instanceof StateDictError)) throw error;
    throw new WeightsError(`${name} doesn't fit the network ${networks[network].title}: ${whyNot(error)}.`);
  } finally {
    for (const t of Object.values(tensors)) t.dispose();
  }
}

const show = (keys: readonly string[]): string => keys.slice(0, 6).join(', ') + (keys.length > 6 ? ' …' : '');
const size = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

function whyNot({ missingKeys, unexpectedKeys, mismatched }: StateDictError): string {
  const parts: string[] = [];
  if (missingKeys.length > 0) parts.push(`it lacks ${show(missingKeys)}`);
  if (unexpectedKeys.length > 0) parts.push(`it has ${show(unexpectedKeys)}, which the network has not`);
  for (const { key, expected, found } of mismatched) {
    parts.push(`${key} is ${size(found)} and should be ${size(expected)}`);
  }
  return parts.join('; ');
}
