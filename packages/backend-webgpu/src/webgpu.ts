import { DeviceError } from '@cresset/tensor/backend';
import { WebGpuBackend } from './backend.js';

export interface WebGpuOptions {
  /** Where adapters come from. Default: the browser's `navigator.gpu`; in Node, that of the package `webgpu` (Dawn). */
  gpu?: GPU;
  /** Which adapter is asked for where there are several (default: the fast one). */
  powerPreference?: GPUPowerPreference;
  /**
   * Submit each kernel alone, so that an error of the device names the op and carries the stack of its call
   * (default false: errors are raised at a later use). Several times slower.
   */
  debug?: boolean;
}

/** Limits that are asked for as high as the adapter offers them. */
const WANTED: readonly (keyof GPUSupportedLimits & string)[] = [
  'maxStorageBuffersPerShaderStage',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
];

/**
 * What the kernels can't do without: workgroups of 256 invocations, tiles in workgroup memory, and as many buffers as
 * WebGPU promises everywhere but in its compatibility mode.
 */
const NEEDED: readonly (readonly [keyof GPUSupportedLimits & string, number])[] = [
  ['maxComputeInvocationsPerWorkgroup', 256],
  ['maxComputeWorkgroupSizeX', 256],
  ['maxComputeWorkgroupStorageSize', 16384],
  ['maxStorageBuffersPerShaderStage', 8],
];

/** Used where the adapter has them. */
const FEATURES: readonly GPUFeatureName[] = ['subgroups', 'shader-f16'];

async function findGpu(): Promise<GPU> {
  const browser = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
  if (browser !== undefined) return browser;
  if ((globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node === undefined) {
    throw new DeviceError(
      "webgpu: this browser has no WebGPU (navigator.gpu is missing: it needs a recent browser and a page from https or localhost); use the backend 'reference' instead",
    );
  }
  // Not written as a literal, so that bundlers for browsers don't look for it.
  const name = 'webgpu';
  let dawn: { create(options: string[]): GPU };
  try {
    dawn = (await import(/* @vite-ignore */ name)) as typeof dawn;
  } catch (error) {
    throw new DeviceError(
      `webgpu: in Node, WebGPU comes from the package 'webgpu', which can't be loaded (${(error as Error).message.split('\n', 1)[0]}); npm install webgpu@0.6.2`,
    );
  }
  return dawn.create([]);
}

/**
 * A WebGPU device, named 'webgpu'.
 *
 * @throws DeviceError where there is no WebGPU, no adapter, or none that can run the kernels
 * @example
 * use(await webgpu());
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<WebGpuBackend> {
  const gpu = options.gpu ?? (await findGpu());
  const adapter = await gpu.requestAdapter({
    powerPreference: options.powerPreference ?? 'high-performance',
  });
  if (adapter === null) {
    throw new DeviceError(
      'webgpu: no adapter was found: the machine has no GPU with a driver that WebGPU can use (on Linux: Vulkan)',
    );
  }
  const short = NEEDED.filter(([name, least]) => !((adapter.limits[name] as number) >= least));
  if (short.length > 0) {
    const list = short
      .map(([name, least]) => `${name} is ${adapter.limits[name]}, needed are ${least}`)
      .join('; ');
    throw new DeviceError(
      `webgpu: the adapter's limits are too low for the kernels (${list}); use another device`,
    );
  }
  const requiredLimits: Record<string, number> = {};
  for (const name of WANTED) requiredLimits[name] = adapter.limits[name] as number;
  const requiredFeatures = FEATURES.filter((name) => adapter.features.has(name));
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const { subgroupMinSize, subgroupMaxSize } = adapter.info;
  const words = [vendor, architecture, description].filter((w) => w !== '').join(' ');
  const software = isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|warp/i.test(words);
  const subgroups = device.features.has('subgroups');
  return new WebGpuBackend(device, {
    description: words,
    software,
    subgroup: subgroups && subgroupMinSize === subgroupMaxSize ? subgroupMinSize : 0,
    subgroups,
    owners: [gpu, adapter],
    debug: options.debug ?? false,
  });
}
