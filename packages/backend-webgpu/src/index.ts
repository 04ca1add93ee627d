export { WebGpuBackend, type WebGpuCounters } from './backend.js';
export { type WebGpuOptions, webgpu } from './webgpu.js';
