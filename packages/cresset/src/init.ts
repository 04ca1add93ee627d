import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { ArgumentError, DeviceError, listDevices, setDefaultDevice, use } from '@cresset/tensor';
import type { Backend } from '@cresset/tensor/backend';

export interface InitOptions {
  /**
   * Devices to try, best first. Default: `['cpu', 'reference']` in Node, `['webgpu', 'reference']` in a browser. In Node
   * `'webgpu'` is taken when it is named, and needs the package `webgpu`.
   */
  devices?: readonly string[];
}

/** What `init` decided. */
export interface InitReport {
  /** The default device from now on. */
  readonly device: string;
  /** Devices that were tried and not taken, with the reason. */
  readonly refused: readonly { readonly device: string; readonly reason: string }[];
}

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** How each device of the family is made. Imported when asked for: a browser never loads a native addon. */
const makers: Readonly<Record<string, () => Promise<Backend>>> = {
  async cpu() {
    if (!inNode) {
      throw new DeviceError(
        "the native backend runs in Node; in a browser there are 'webgpu' and 'reference'",
      );
    }
    const { cpu } = await import('@cresset/backend-cpu');
    return cpu();
  },
  async webgpu() {
    const { webgpu } = await import('@cresset/backend-webgpu');
    return webgpu();
  },
  reference: async () => reference(),
};

/** A software adapter of WebGPU is slower than the native backend, and one can't tell before it is open. */
const best = inNode ? ['cpu', 'reference'] : ['webgpu', 'reference'];

/**
 * Registers autograd and the best device there is, and makes it the default. Others can still be added by `use(…)`.
 *
 * @returns the device, and why better ones were not taken
 * @throws ArgumentError for a device name that the family doesn't have
 * @throws DeviceError when none of the devices can be used
 */
export async function init(options: InitOptions = {}): Promise<InitReport> {
  const names = options.devices ?? best;
  use(autograd());
  const refused: { device: string; reason: string }[] = [];
  for (const name of names) {
    const make = makers[name];
    if (make === undefined) {
      throw new ArgumentError(
        `init: there is no device '${name}'; known are ${Object.keys(makers).join(', ')}`,
      );
    }
    try {
      // A lost device is replaced by a new one.
      if (!listDevices().some((d) => d.name === name && d.backend.closed !== true)) use(await make());
      setDefaultDevice(name);
      return { device: name, refused };
    } catch (error) {
      refused.push({ device: name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = refused.map((r) => `${r.device}: ${r.reason}`).join('; ');
  throw new DeviceError(`init: none of the devices can be used (${reasons})`);
}
