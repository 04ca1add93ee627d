import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { ArgumentError, DeviceError, listDevices, setDefaultDevice, use } from '@cresset/tensor';
import type { Backend } from '@cresset/tensor/backend';

export interface InitOptions {
  /** Devices to try, best first (default: `['cpu', 'reference']`). */
  devices?: readonly string[];
}

/** What `init` decided. */
export interface InitReport {
  /** The default device from now on. */
  readonly device: string;
  /** Devices that were tried and not taken, with the reason. */
  readonly refused: readonly { readonly device: string; readonly reason: string }[];
}

/** How each device of the family is made. Imported when asked for: a browser never loads a native addon. */
const makers: Readonly<Record<string, () => Promise<Backend>>> = {
  async cpu() {
    if (typeof process === 'undefined' || process.versions?.node === undefined) {
      throw new DeviceError("the native backend runs in Node; in a browser there is 'reference'");
    }
    const { cpu } = await import('@cresset/backend-cpu');
    return cpu();
  },
  reference: async () => reference(),
};

/**
 * Registers autograd and the best device there is, and makes it the default. Others can still be added by `use(…)`.
 *
 * @returns the device, and why better ones were not taken
 * @throws ArgumentError for a device name that the family doesn't have
 * @throws DeviceError when none of the devices can be used
 */
export async function init(options: InitOptions = {}): Promise<InitReport> {
  const names = options.devices ?? Object.keys(makers);
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
      if (!listDevices().some((d) => d.name === name)) use(await make());
      setDefaultDevice(name);
      return { device: name, refused };
    } catch (error) {
      refused.push({ device: name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = refused.map((r) => `${r.device}: ${r.reason}`).join('; ');
  throw new DeviceError(`init: none of the devices can be used (${reasons})`);
}
