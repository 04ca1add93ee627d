import { create, globals } from 'webgpu';

/** Gives this process WebGPU in the places where a browser has it: that is where the peers look. */
export function installDawn() {
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const navigator = { gpu, userAgent: `Node ${process.versions.node}`, hardwareConcurrency: 1 };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return gpu;
}
