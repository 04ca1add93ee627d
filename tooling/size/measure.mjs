// How large the family is in the playground: what its worker needs of each package, minified and gzipped.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const playground = fileURLToPath(new URL('../../apps/playground', import.meta.url));

/** What every program that trains on WebGPU carries. */
export const counted = ['tensor', 'autograd', 'nn', 'optim', 'backend-webgpu'];

/** kB as they are counted on the wire: 1,000 bytes. */
export const LIMIT = 100_000;

/**
 * Bundles the playground's worker with the modules of some packages in chunks of their own. The whole program is
 * tree-shaken first, so that a chunk holds what the program needs of a package and nothing else.
 *
 * @param {Record<string, readonly string[]>} groups chunk → packages
 * @returns {Promise<Record<string, { minified: number, gzipped: number }>>} by chunk
 */
export async function measure(groups) {
  const { output } = await build({
    root: playground,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      rolldownOptions: {
        input: `${playground}/src/worker.ts`,
        output: {
          codeSplitting: {
            groups: Object.entries(groups).map(([name, packages]) => ({
              name,
              test: new RegExp(`/packages/(?:${packages.join('|')})/src/|^\\0cresset:`),
            })),
          },
        },
      },
    },
  });
  const sizes = Object.keys(groups).map((name) => {
    const chunk = output.find((o) => o.type === 'chunk' && o.name === name);
    if (chunk === undefined) throw new Error(`the playground's worker has nothing of ${name}`);
    return [name, { minified: chunk.code.length, gzipped: gzipSync(chunk.code, { level: 9 }).length }];
  });
  return Object.fromEntries(sizes);
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The sizes as lines of a table, and whether the whole is within the limit. */
export function report(parts, whole, limit = LIMIT) {
  const rows = [
    ['', 'minified', 'gzipped'],
    ...Object.entries(parts).map(([name, s]) => [`@cresset/${name}`, kB(s.minified), kB(s.gzipped)]),
    ['all in one', kB(whole.minified), kB(whole.gzipped)],
  ];
  const lines = rows.map(([name, a, b]) => `${name.padEnd(24)}${a.padStart(10)}${b.padStart(10)}`);
  const within = whole.gzipped <= limit;
  const verdict = within
    ? `${kB(limit - whole.gzipped)} below the limit of ${kB(limit)}`
    : `${kB(whole.gzipped - limit)} ABOVE the limit of ${kB(limit)}`;
  return { lines: [...lines, verdict], within };
}
