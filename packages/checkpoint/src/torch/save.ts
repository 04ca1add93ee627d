import { Tensor, viewAsReal } from '@cresset/tensor';
import { zipSync } from 'fflate';
import { Call, Persistent, Reference, Tuple, writePickle } from '../pickle/write.js';
import { toRaw } from '../tensors.js';
import { storageNames } from './storage.js';

async function storageBytes(t: Tensor): Promise<Uint8Array> {
  if (t.dtype.kind !== 'complex') return (await toRaw(t)).bytes;
  const parts = viewAsReal(t);
  try {
    return (await toRaw(parts)).bytes;
  } finally {
    parts.dispose();
  }
}

const denseStrides = (shape: readonly number[]): number[] =>
  shape.map((_, d) => shape.slice(d + 1).reduce((a, n) => a * n, 1));

/**
 * Bytes of a file that `torch.load` reads (also with `weights_only=True`), and `load` here: a state dict, or whatever
 * tensors, numbers, strings, booleans, null, arrays, plain objects and maps are put together. A tensor that stands in
 * several places is written once. Integers are Python's `int`, other numbers `float`.
 *
 * ```ts
 * await writeFile('net.pt', await save(net.stateDict()));
 * ```
 *
 * @throws CheckpointError for functions, objects of classes, and values that contain themselves
 */
export async function save(value: unknown): Promise<Uint8Array<ArrayBuffer>> {
  const storages: Uint8Array[] = [];
  const written = new Map<Tensor, Call>();

  const tensorCall = async (t: Tensor): Promise<Call> => {
    const known = written.get(t);
    if (known !== undefined) return known;
    const key = String(storages.length);
    storages.push(await storageBytes(t));
    const type = new Reference('torch', storageNames[t.dtype.name]);
    const storage = new Persistent(new Tuple(['storage', type, key, 'cpu', t.numel()]));
    const call = new Call('torch._utils', '_rebuild_tensor_v2', [
      storage,
      0,
      new Tuple(t.shape),
      new Tuple(denseStrides(t.shape)),
      false,
      new Call('collections', 'OrderedDict', []),
    ]);
    written.set(t, call);
    return call;
  };

  const open = new Set<object>();
  const convert = async (v: unknown): Promise<unknown> => {
    if (v instanceof Tensor) return tensorCall(v);
    // What contains itself is refused by the writer, which knows where it stands.
    if (typeof v !== 'object' || v === null || open.has(v)) return v;
    open.add(v);
    try {
      if (Array.isArray(v)) {
        const items: unknown[] = [];
        for (const item of v) items.push(await convert(item));
        return items;
      }
      const prototype: unknown = Object.getPrototypeOf(v);
      const isDict = v instanceof Map || prototype === Object.prototype || prototype === null;
      if (!isDict) return v;
      const dict = new Map<unknown, unknown>();
      for (const [k, item] of v instanceof Map ? v : Object.entries(v)) dict.set(k, await convert(item));
      return dict;
    } finally {
      open.delete(v);
    }
  };

  const pickle = writePickle(await convert(value));
  const text = (s: string): Uint8Array => new TextEncoder().encode(s);
  const files: Record<string, Uint8Array> = {
    'archive/data.pkl': pickle,
    'archive/byteorder': text('little'),
  };
  storages.forEach((bytes, i) => {
    files[`archive/data/${i}`] = bytes;
  });
  files['archive/version'] = text('3\n');
  // Uncompressed, as PyTorch has it: weights don't compress, and its reader maps them into memory.
  return zipSync(files, { level: 0 });
}
