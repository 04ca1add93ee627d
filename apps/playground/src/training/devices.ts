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
  /** Why the device is gone, after something has failed; null when it is there. */
  lost(): Promise<string | null>;
}

const js = 'in plain JavaScript, many times slower than a graphics processor';

const referenceDevice = (note: string, warning: boolean): OpenDevice => {
  setDefaultDevice('reference');
  return { name: 'reference', note, warning, bytes: () => null, lost: async () => null };
};

const javascript = reference();
let gpu: WebGpuBackend | null = null;

/** Makes a device the one on which tensors are made. Where there is no WebGPU, the note says so. */
export async function openDevice(wanted: DeviceName): Promise<OpenDevice> {
  use(javascript, autograd());
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
    lost: () => lossOf(backend.device),
  };
}

/** How long after an error the browser may take to say that the device is lost. */
const LOSS_MS = 500;

async function lossOf(device: GPUDevice): Promise<string | null> {
  const soon = new Promise<null>((resolve) => setTimeout(() => resolve(null), LOSS_MS));
  const info = await Promise.race([device.lost, soon]);
  return info === null ? null : info.message || info.reason;
}
