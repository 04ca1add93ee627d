import { type DeviceLike, type DTypeName, type Tensor, tensor, viewAsComplex } from '@cresset/tensor';
import { unzipSync } from 'fflate';
import { CheckpointError, Global, type PickleWorld, readPickle } from '../pickle/read.js';
import { fromRaw } from '../tensors.js';
import { bytesOf, gatherWindow, storageTypes } from './storage.js';

interface Storage {
  readonly dtype: DTypeName;
  readonly bytes: Uint8Array;
}

const isCount = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
const isCounts = (v: unknown): v is number[] => Array.isArray(v) && v.every(isCount);

/** @throws CheckpointError for windows that reach beyond their storage */
function windowOf(args: readonly unknown[], device: DeviceLike | undefined): Tensor {
  const [storage, offset, shape, strides] = args as [Storage, unknown, unknown, unknown];
  if (!isStorage(storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw new CheckpointError('load: a tensor of the file is described by something else than numbers');
  }
  if (shape.length !== strides.length) {
    throw new CheckpointError(`load: a tensor has ${shape.length} dimensions and ${strides.length} strides`);
  }
  const size = bytesOf[storage.dtype];
  const length = shape.reduce((a, n) => a * n, 1);
  const last = shape.reduce((at, n, d) => at + (n - 1) * strides[d]!, offset);
  if (length > 0 && (last + 1) * size > storage.bytes.length) {
    throw new CheckpointError(
      `load: a ${storage.dtype} tensor [${shape.join(', ')}] reaches to element ${last}, its storage has ${storage.bytes.length / size}`,
    );
  }
  const bytes = gatherWindow(storage.bytes, size, offset, shape, strides);
  if (storage.dtype !== 'complex64' && storage.dtype !== 'complex128') {
    return fromRaw({ dtype: storage.dtype, shape, bytes }, device);
  }
  const dtype = storage.dtype === 'complex64' ? 'float32' : 'float64';
  const parts = dtype === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  return viewAsComplex(tensor(parts, { dtype, shape: [...shape, 2], device }));
}

const isStorage = (v: unknown): v is Storage =>
  typeof v === 'object' && v !== null && 'dtype' in v && 'bytes' in v;

/** The classes and functions that files of PyTorch name, and what is made of them here. */
function world(
  entries: (name: string) => Uint8Array | undefined,
  device: DeviceLike | undefined,
): PickleWorld {
  const storages = new Map<string, Storage>();
  return {
    persistent(id) {
      if (!Array.isArray(id) || id[0] !== 'storage' || !(id[1] instanceof Global)) {
        throw new CheckpointError('load: the file refers to something outside of it that is no storage');
      }
      const [, type, key] = id as [string, Global, unknown];
      const dtype = storageTypes.get(type.name);
      if (dtype === undefined || type.module !== 'torch') {
        throw new CheckpointError(`load: storages of type ${type} are not known here`);
      }
      const name = String(key);
      let storage = storages.get(name);
      if (storage === undefined) {
        const bytes = entries(`data/${name}`);
        if (bytes === undefined) throw new CheckpointError(`load: the file has no storage '${name}'`);
        storage = { dtype, bytes };
        storages.set(name, storage);
      }
      return storage;
    },
    call(global, args) {
      switch (`${global}`) {
        case 'collections.OrderedDict':
          return new Map((args[0] as [unknown, unknown][] | undefined) ?? []);
        case 'torch._utils._rebuild_tensor':
        case 'torch._utils._rebuild_tensor_v2':
          return windowOf(args, device);
        case 'torch._utils._rebuild_parameter':
          return args[0];
        case 'torch.Size':
          return args[0] ?? [];
        case 'torch.device':
          return args.join(':');
        case '__builtin__.set':
        case 'builtins.set':
          return args[0] ?? [];
        default:
          throw new CheckpointError(
            `load: the file holds an object of ${global}; only tensors, numbers, strings, lists and dicts are loaded, since anything else would have to be executed. Save the module's state_dict() instead`,
          );
      }
    },
  };
}

/** Maps as plain objects; a dtype or another class that stands as a value by its name. */
function plain(v: unknown): unknown {
  if (v instanceof Map) {
    const o: Record<string, unknown> = {};
    for (const [key, value] of v) {
      // Not by assignment: `__proto__` may be a key like any other.
      Object.defineProperty(o, String(key), {
        value: plain(value),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return o;
  }
  if (Array.isArray(v)) return v.map(plain);
  return v instanceof Global ? `${v}` : v;
}

export interface LoadOptions {
  /** Where the tensors go (default: the default device). */
  device?: DeviceLike;
}

/**
 * What `torch.save` wrote, or `save` did: a state dict, or whatever tensors, numbers, strings, lists and dicts were put
 * together. Dicts become plain objects, tuples and sets arrays. Nothing in the file is executed.
 *
 * ```ts
 * net.loadStateDict(load(await readFile('resnet18.pth')) as StateDict);
 * ```
 *
 * @param file the whole file, of PyTorch 1.6 or newer
 * @param options.device where the tensors go (default: the default device)
 * @throws CheckpointError that says what is wrong with the file, or which class of it isn't loaded
 */
export function load(file: Uint8Array, options: LoadOptions = {}): unknown {
  if (!(file[0] === 0x50 && file[1] === 0x4b)) {
    throw new CheckpointError(
      'load: this is no file of torch.save since PyTorch 1.6 (a zip archive); load it in PyTorch and save it again. For safetensors there is safetensors.load',
    );
  }
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(file);
  } catch (error) {
    throw new CheckpointError(`load: the archive is damaged (${(error as Error).message})`);
  }
  // Everything lies in one folder, whose name is that of the file when it was written.
  const pickle = Object.keys(entries).find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new CheckpointError(
      'load: the archive has no data.pkl; is it a TorchScript or another kind of zip file?',
    );
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (Object.hasOwn(entries, `${folder}constants.pkl`)) {
    throw new CheckpointError(
      'load: this is a TorchScript module, whose code is not loaded; save its state_dict() instead',
    );
  }
  const order = entries[`${folder}byteorder`];
  if (order !== undefined && new TextDecoder().decode(order).trim() !== 'little') {
    throw new CheckpointError('load: the file was written on a big-endian machine, which is not read here');
  }
  const entry = (name: string): Uint8Array | undefined =>
    Object.hasOwn(entries, folder + name) ? entries[folder + name] : undefined;
  return plain(readPickle(entries[pickle]!, world(entry, options.device)));
}
