import { DeviceError } from '@cresset/tensor/backend';
import { WebGpuBackend } from './backend.js';

export interface WebGpuOptions {
  /** Where adapters come from. Default: the browser's `navigator.gpu`; in Node, that of the package `webgpu` (Dawn). */
  gpu?: GPU;
  /** Which adapter is asked for where there are several (default: the fast one). */
  powerPreference?: GPUPowerPreference;
}

/** As many as an optimizer step with all its outputs binds; adapters that offer less are used with what they have. */
const WANTED: readonly (keyof GPUSupportedLimits & string)[] = [
  'maxStorageBuffersPerShaderStage',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
];

/** Kernels use workgroups of so many invocations. */
const INVOCATIONS = 256;

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
  const offered = adapter.limits.maxComputeInvocationsPerWorkgroup;
  if (offered < INVOCATIONS) {
    throw new DeviceError(
      `webgpu: the adapter runs ${offered} invocations in a workgroup, the kernels need ${INVOCATIONS}`,
    );
  }
  const requiredLimits: Record<string, number> = {};
  for (const name of WANTED) requiredLimits[name] = adapter.limits[name] as number;
  const device = await adapter.requestDevice({ requiredLimits });
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const words = [vendor, architecture, description].filter((w) => w !== '').join(' ');
  const software = isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|warp/i.test(words);
  return new WebGpuBackend(device, words, software, [gpu, adapter]);
}
