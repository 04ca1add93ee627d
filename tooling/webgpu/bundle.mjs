import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = fileURLToPath(new URL('./pages', import.meta.url));
const packages = join(root, 'packages');

/** Golden files of the conformance suite, which Node reads from disk, as a module. */
function goldens() {
  const folder = join(packages, 'testing/goldens/data');
  const id = '\0goldens';
  return {
    name: 'goldens',
    resolveId: (source) => (source === 'virtual:goldens' ? id : null),
    load(source) {
      if (source !== id) return null;
      const all = readdirSync(folder)
        .filter((f) => f.endsWith('.json.gz'))
        .map((f) => [f.slice(0, -'.json.gz'.length), gunzipSync(readFileSync(join(folder, f))).toString()]);
      // One string an op, parsed when it is asked for.
      return `export default ${JSON.stringify(Object.fromEntries(all))};`;
    },
  };
}

/** What of Node's modules the suite calls in a page, too. */
const twins = { 'node:fs': ['writeSync'], 'node:crypto': ['createHash'] };

/** Node's modules for a page: functions that say that they aren't there, and the twins. */
function nodeModules() {
  const prefix = '\0page-';
  return {
    name: 'node-modules',
    enforce: 'pre',
    resolveId: (source) =>
      builtinModules.includes(source.slice('node:'.length)) && source.startsWith('node:')
        ? prefix + source
        : null,
    async load(id) {
      if (!id.startsWith(prefix)) return null;
      const source = id.slice(prefix.length);
      const mine = twins[source] ?? [];
      const names = Object.keys(await import(source)).filter((n) => n !== 'default' && !mine.includes(n));
      const absent = names.map(
        (n) => `export const ${n} = () => { throw new Error('${source}: ${n} is not there in a page'); };`,
      );
      const file = join(pages, 'twins', `${source.replace(':', '-')}.mjs`);
      if (mine.length > 0) absent.push(`export { ${mine.join(', ')} } from ${JSON.stringify(file)};`);
      return `${absent.join('\n')}\nexport default {};`;
    },
  };
}

/**
 * Bundles programs of `pages/` from the sources of the packages into a temporary folder with a page each.
 *
 * @param {readonly string[]} names
 * @returns {Promise<string>} the folder
 */
export async function bundlePages(names) {
  const outDir = await mkdtemp(join(tmpdir(), 'cresset-pages-'));
  const entry = Object.fromEntries(names.map((n) => [n, join(pages, `${n}.mjs`)]));
  const missing = names.filter((n) => !existsSync(entry[n]));
  if (missing.length > 0) throw new Error(`there is no page ${missing.join(', ')} in ${pages}`);
  const html = (n) =>
    `<!doctype html><meta charset="utf-8"><title>${n}</title><link rel="icon" href="data:,"><script type="module" src="${n}.js"></script>\n`;
  await build({
    configFile: false,
    root: pages,
    logLevel: 'warn',
    plugins: [
      goldens(),
      nodeModules(),
      {
        name: 'goldens-of-the-suite',
        enforce: 'pre',
        resolveId: (source, importer) =>
          source.endsWith('golden/load.js') && importer?.startsWith(packages)
            ? join(pages, 'golden-load.mjs')
            : null,
      },
      {
        name: 'html',
        generateBundle() {
          for (const n of names) this.emitFile({ type: 'asset', fileName: `${n}.html`, source: html(n) });
        },
      },
    ],
    resolve: {
      alias: [
        // The umbrella loads it in Node only.
        { find: /^@cresset\/backend-cpu$/, replacement: join(pages, 'twins/backend-cpu.mjs') },
        { find: /^cresset$/, replacement: `${packages}/cresset/src/index.ts` },
        { find: /^@cresset\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
        { find: /^@cresset\/([a-z-]+)\/([a-z-]+)$/, replacement: `${packages}/$1/src/$2/index.ts` },
        { find: /^vitest$/, replacement: join(pages, 'twins/vitest.mjs') },
      ],
    },
    define: { 'process.env': '{}' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2024',
      minify: false,
      modulePreload: false,
      lib: { entry, formats: ['es'], fileName: (_, name) => `${name}.js` },
    },
  });
  return outDir;
}
