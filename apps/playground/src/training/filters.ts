import type { Filters, NetworkName } from '../protocol.js';
import { type Classifier, networks } from './networks.js';

/** More pictures than this are no longer looked at. */
const MOST = 32;

/** Pictures of the first layer's weights, each scaled by the largest weight of all. */
export async function filtersOf(model: Classifier, network: NetworkName): Promise<Filters> {
  const { first, firstName } = networks[network];
  const { weight } = first(model);
  const total = weight.shape[0]!;
  const count = Math.min(MOST, total);
  const pixels = weight.length / total;
  const all = (await weight.data()) as Float32Array;
  const values = all.slice(0, count * pixels);
  let largest = 1e-12;
  for (const v of values) largest = Math.max(largest, Math.abs(v));
  for (let i = 0; i < values.length; i++) values[i]! /= largest;
  return { layer: firstName, count, total, size: Math.sqrt(pixels), values };
}
