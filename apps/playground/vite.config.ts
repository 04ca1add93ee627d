import { fileURLToPath } from 'node:url';
import { cresset } from '@cresset/bundler';
import { defineConfig } from 'vite';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

export default defineConfig({
  // The page may lie in any folder of a server.
  base: './',
  resolve: {
    // The family's sources: what is edited there is in the page at once.
    alias: [
      { find: /^@cresset\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@cresset\/([a-z-]+)\/([a-z-]+)$/, replacement: `${packages}/$1/src/$2/index.ts` },
    ],
  },
  plugins: [cresset()],
  worker: { format: 'es', plugins: () => [cresset()] },
  build: { target: 'es2022' },
});
