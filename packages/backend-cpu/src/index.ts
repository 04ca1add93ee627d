import { CpuBackend, type CpuOptions } from './backend.js';

/**
 * The native CPU backend: `use(cpu())`.
 *
 * @throws UnsupportedError when the addon isn't there or doesn't load; `isAvailable()` asks beforehand
 */
export function cpu(options?: CpuOptions): CpuBackend {
  return new CpuBackend(options);
}

export { CpuBackend, type CpuOptions, getNumThreads, memoryStats, setNumThreads } from './backend.js';
export { isAvailable, unavailableReason } from './loader.js';
