import { type WebGpuBackend, webgpu } from '../src/index.js';

/**
 * The adapter of this machine, once a test file; null, with a line that says why, where there is none. Where WebGPU must
 * be tested (CRESSET_REQUIRE_WEBGPU=1, as in CI) a missing adapter is an error.
 */
export async function openDevice(): Promise<WebGpuBackend | null> {
  try {
    return await webgpu();
  } catch (error) {
    if (process.env.CRESSET_REQUIRE_WEBGPU === '1') throw error;
    console.warn(
      `tests of WebGPU on a device are skipped: ${(error as Error).message}. Without a GPU, Debian's packages chromium and libvulkan1 bring a software adapter (VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json), and npm install --no-save webgpu@0.6.2 the bindings; CRESSET_REQUIRE_WEBGPU=1 makes this an error`,
    );
    return null;
  }
}
