import type { Backend } from './backend/contract.js';
import { kernelFamilies } from './backend/spec.js';
import { ArgumentError, DeviceError } from './errors.js';
import { Memory } from './memory/memory.js';
import { DeferredBackend } from './queue/deferred.js';

/** A registered backend, with what the core keeps for it. */
export class Device {
  /** Where the core sends its work: the backend itself, or a queue in front of it (see `Backend.deferred`). */
  readonly backend: Backend;
  readonly memory: Memory;

  constructor(
    readonly name: string,
    /** Small stable number: kernels keep their executables in arrays indexed by it. */
    readonly index: number,
    readonly registered: Backend,
  ) {
    this.backend = registered.deferred === true ? new DeferredBackend(registered) : registered;
    this.memory = new Memory(this.backend);
  }

  toString(): string {
    return this.name;
  }

  toJSON(): string {
    return this.name;
  }
}

/** A device by name, or the object itself. */
export type DeviceLike = Device | string;

const devices: Device[] = [];
let current: Device | null = null;

/** Indices are never given out again: kernels would find the executables of the device that had it before. */
let made = 0;

/**
 * Registers a backend as a device and returns it. The first one registered is the default device. Registering the same
 * one again is harmless; a second of the same name is refused, unless the first is closed (lost, or disposed of): then
 * it takes the other's place. Tensors of the old device stay with it.
 */
export function registerBackend(backend: Backend): Device {
  const at = devices.findIndex((d) => d.name === backend.name);
  const known = devices[at];
  if (known !== undefined) {
    if (known.registered === backend) return known;
    if (known.backend.closed !== true)
      throw new ArgumentError(`use: a backend named '${backend.name}' is registered already`);
  }
  const missing = kernelFamilies.filter((f) => !backend.families.has(f));
  if (missing.length > 0) {
    console.warn(
      `cresset: backend '${backend.name}' lacks the kernel families ${missing.join(', ')}; ops that need them will throw UnsupportedError on it`,
    );
  }
  const device = new Device(backend.name, made++, backend);
  if (at < 0) devices.push(device);
  else devices[at] = device;
  if (current === null || current === known) current = device;
  return device;
}

/** All registered devices, in the order of registration. */
export function listDevices(): readonly Device[] {
  return devices;
}

/**
 * Null while all devices keep up with what they were given; else settles when they have caught up. For loops that make
 * work without reading results: ops never block, so somebody has to wait.
 */
export function devicesReady(): Promise<unknown> | null {
  let waits: Promise<void>[] | null = null;
  for (const { backend } of devices) {
    const wait = backend.ready?.() ?? null;
    if (wait !== null) (waits ??= []).push(wait);
  }
  return waits === null ? null : Promise.all(waits);
}

/** @throws DeviceError when no such backend is registered */
export function toDevice(device: DeviceLike | null | undefined): Device {
  if (device === null || device === undefined) return defaultDevice();
  if (device instanceof Device) return device;
  const found = devices.find((d) => d.name === device);
  if (found !== undefined) return found;
  const known = devices.length === 0 ? 'none' : devices.map((d) => `'${d.name}'`).join(', ');
  throw new DeviceError(
    `device '${String(device)}' is not registered (registered: ${known}); import its backend package and call use(…) first`,
  );
}

/** The device on which tensors are made when none is named. */
export function defaultDevice(): Device {
  if (current === null) {
    throw new DeviceError(
      "no backend is registered: for example import { reference } from '@cresset/backend-reference' and call use(reference())",
    );
  }
  return current;
}

export function setDefaultDevice(device: DeviceLike): void {
  current = toDevice(device);
}
