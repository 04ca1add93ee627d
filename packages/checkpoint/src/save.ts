import type { DeviceLike, Tensor } from '@cresset/tensor';
import { decodeSafetensors, encodeSafetensors, type RawTensor } from './safetensors.js';
import { fromRaw, toRaw } from './tensors.js';

/** Tensors by name: a `stateDict()`. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/**
 * Writes tensors as a safetensors file, which PyTorch, JAX and others read: `save(net.stateDict())`.
 *
 * @param options.metadata strings to keep in the file's header (default none)
 * @returns the bytes of the file
 * @throws SafetensorsError for complex tensors
 */
export async function save(
  tensors: NamedTensors,
  options: { metadata?: Readonly<Record<string, string>> } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const names = Object.keys(tensors);
  // Asked for together: a device that reads asynchronously answers them in one go.
  const raw = await Promise.all(names.map((name) => toRaw(tensors[name]!)));
  const entries = new Map<string, RawTensor>(names.map((name, i) => [name, raw[i]!]));
  return encodeSafetensors({ tensors: entries, metadata: options.metadata ?? {} });
}

/**
 * The tensors of a safetensors file: `net.loadStateDict(load(bytes))`. Nothing in such a file is ever executed.
 *
 * @param options.device where the tensors are made (default: the default device)
 * @throws SafetensorsError that says what is wrong with the file
 */
export function load(file: Uint8Array, options: { device?: DeviceLike } = {}): Record<string, Tensor> {
  const { tensors } = decodeSafetensors(file);
  return Object.fromEntries([...tensors].map(([name, raw]) => [name, fromRaw(raw, options.device)]));
}

/**
 * The strings in the header of a safetensors file.
 *
 * @throws SafetensorsError that says what is wrong with the file
 */
export function metadata(file: Uint8Array): Readonly<Record<string, string>> {
  return decodeSafetensors(file).metadata;
}
