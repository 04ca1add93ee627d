import { autograd } from '@cresset/autograd';
import { cpu, getNumThreads, isAvailable, unavailableReason } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { listDevices, setDefaultDevice, use } from '@cresset/tensor';
import { UserError } from './errors.js';
import type { DeviceName } from './options.js';

export interface ChosenDevice {
  readonly name: DeviceName;
  /** What to tell the user about the choice. */
  readonly note: string;
}

/** Registers a device if it isn't yet, and makes it the default. @throws UserError when `cpu` can't be had */
export function openDevice(name: DeviceName): void {
  const reason = name === 'cpu' ? unavailableReason() : null;
  if (reason !== null) throw new UserError(`--device cpu can't be used: ${reason}`);
  if (!listDevices().some((d) => d.name === name)) use(name === 'cpu' ? cpu() : reference());
  use(autograd());
  setDefaultDevice(name);
}

/** The device that was asked for; without one, the native backend if it is there and else the one that always is. */
export function chooseDevice(asked: DeviceName | undefined): ChosenDevice {
  const name = asked ?? (isAvailable() ? 'cpu' : 'reference');
  openDevice(name);
  if (name === 'cpu') {
    const threads = getNumThreads();
    return { name, note: `device: cpu (native, ${threads} thread${threads === 1 ? '' : 's'})` };
  }
  const why = asked === undefined ? `; the native backend can't be used: ${unavailableReason()}` : '';
  return {
    name,
    note: `device: reference (pure TypeScript, many times slower than the native backend${why})`,
  };
}
