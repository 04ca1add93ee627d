import { autograd } from '@cresset/autograd';
import { reference } from '@cresset/backend-reference';
import { type WebGpuBackend, webgpu } from '@cresset/backend-webgpu';
import { setDefaultDevice, use } from '@cresset/tensor';
import type { DeviceName } from '../protocol.js';

export interface OpenDevice {
  readonly name: DeviceName;
  readonly note: string;
  readonly warning: boolean;
  /** Bytes on the device; null where they are on the heap. */
  bytes(): number | null;
}

const js = 'in plain JavaScript, many times slower than a graphics processor';

const referenceDevice = (note: string, warning: boolean): OpenDevice => {
  setDefaultDevice('reference');
  return { name: 'reference', note, warning, bytes: () => null };
};

let gpu: WebGpuBackend | null = null;

/** Makes a device the one on which tensors are made. Where there is no WebGPU, the note says so. */
export async function openDevice(wanted: DeviceName): Promise<OpenDevice> {
  use(reference(), autograd());
  if (wanted === 'reference') {
    return referenceDevice(`Training on the reference device: ${js}.`, false);
  }
  try {
    if (gpu === null || gpu.closed) gpu = await webgpu();
    use(gpu);
    setDefaultDevice('webgpu');
  } catch (error) {
    const reason = (error as Error).message.replace(/^webgpu: /, '').replace(/[;.] *use the backend.*$/, '');
    return referenceDevice(
      `WebGPU can't be used: ${reason}. The network trains on the reference device instead: ${js}.`,
      true,
    );
  }
  const backend = gpu;
  // For the console, and for whoever wants to see what happens when a device goes away.
  (globalThis as { device?: GPUDevice }).device = backend.device;
  const software = /swiftshader|llvmpipe|lavapipe|warp/i.test(backend.description);
  const adapter = backend.description === '' ? '' : ` (${backend.description})`;
  return {
    name: 'webgpu',
    note: software
      ? `Training on WebGPU${adapter}. This adapter is software: it works as a graphics processor does, but at a processor's speed.`
      : `Training on WebGPU${adapter}.`,
    warning: software,
    bytes: () => backend.counters.bytes,
  };
}
