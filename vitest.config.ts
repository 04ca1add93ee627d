import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run against the sources: no TypeScript build is needed, and a failure names the line that was written.
    alias: [
      { find: /^@cresset\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@cresset\/([a-z-]+)\/([a-z-]+)$/, replacement: `${packages}/$1/src/$2/index.ts` },
      { find: /^cresset$/, replacement: `${packages}/cresset/src/index.ts` },
    ],
  },
  test: {
    include: ['{packages,apps,tooling}/*/test/**/*.test.ts'],
    // A native addon belongs to a process of its own: a crash then fails one file and not the whole run.
    pool: 'forks',
    testTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      // Most of backend-webgpu runs only where there is a WebGPU adapter, which CI's machine doesn't have.
      exclude: ['**/*.gen.ts', 'packages/backend-webgpu/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      reportOnFailure: true,
      thresholds: { lines: 90 },
    },
  },
});
