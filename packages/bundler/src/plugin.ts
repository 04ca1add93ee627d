import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Program } from './ast.js';
import { withoutFunctions } from './library.js';
import { Manifests } from './manifest.js';
import { withoutMethods } from './methods.js';
import { overriddenOps, withoutOverrides } from './overrides.js';
import { type Family, type Host, Reach, type Reached } from './reach.js';
import { withoutSamples } from './samples.js';

export interface CressetOptions {
  /** Ops that are called by names which are put together at run time (`x[kind]()`). Default: none. */
  keep?: readonly string[];
}

/** As much of a bundler's plugin context as is used. */
interface Context {
  parse(code: string, options?: { lang?: string }): unknown;
  resolve(
    source: string,
    importer?: string,
    options?: { skipSelf?: boolean },
  ): Promise<{ id: string; external?: unknown } | null>;
}

/** A plugin for Vite, Rolldown and Rollup. */
export interface CressetPlugin {
  readonly name: string;
  /** Vite's development server gets everything, with the sentences that need the samples. */
  readonly apply: 'build';
  /** Before Vite's own resolver, which would answer first. */
  readonly enforce: 'pre';
  buildStart(this: Context, options: { input?: unknown }): void;
  resolveId(this: Context, source: string, importer?: string): string | null;
  load(this: Context, id: string): Promise<string | null>;
  transform(this: Context, code: string, id: string): Promise<{ code: string; map: null } | null>;
}

/** A backend's functions for kernels, as texts. */
const LIBRARY = /\/(?:src|dist)\/\w+\/[\w-]+-functions\.[jt]s$/;

const METHODS = '\0cresset:methods';

const plain = (id: string): string => id.split('?', 1)[0]!.replaceAll('\\', '/');

/** Which files of @cresset/tensor are what; as sources and as they are published. */
function familyOf(manifests: Manifests): Family {
  const inTensor = (path: string) => {
    const pattern = new RegExp(`/(?:src|dist)/${path}`);
    return (id: string) => pattern.test(plain(id)) && manifests.of(plain(id)).name === '@cresset/tensor';
  };
  const isBackend = (id: string) => manifests.of(plain(id)).name?.startsWith('@cresset/backend-') === true;
  const belowTensors = inTensor('(?:expr|queue|backend)/');
  return {
    isUse: inTensor('use\\.[jt]s$'),
    isTensor: inTensor('tensor\\.[jt]s$'),
    isOps: inTensor('ops/index\\.gen\\.[jt]s$'),
    origin: (id) => {
      const { name } = manifests.of(plain(id));
      if (name === '@cresset/tensor') return 'tensor';
      return name?.startsWith('@cresset/') === true ? 'family' : 'program';
    },
    isOverrides: (id) => /\/(?:src|dist)\/overrides\/index\.[jt]s$/.test(plain(id)) && isBackend(id),
    isLibrary: (id) => LIBRARY.test(plain(id)) && isBackend(id),
    // Backends get operands, which have no methods: see the contract in @cresset/tensor/backend.
    isBelow: (id) => belowTensors(id) || isBackend(id),
  };
}

/**
 * Makes a production bundle of a Cresset program smaller: methods of `Tensor` that the program can't call are left out
 * with the ops behind them, and so are the samples that declarations carry for the test suite, and what a backend has
 * for ops that the program doesn't have.
 *
 * A method stays when its name occurs in the program as a member, a string or a destructured key, or is called by what
 * stays; what is put together at run time (`x[prefix + 'relu']()`) must be named in `keep`.
 *
 * @example
 * // vite.config.js
 * export default { plugins: [cresset()], worker: { format: 'es', plugins: () => [cresset()] } };
 */
export function cresset(options: CressetOptions = {}): CressetPlugin {
  let entries: string[] = [];
  let search: Promise<Reached | null> | null = null;
  /** One search a build, whoever asks first. */
  const reached = (context: Context): Promise<Reached | null> => {
    search ??= Promise.all(entries.map((e) => context.resolve(e))).then((found) => {
      const ids = found.flatMap((r) => (r === null ? [] : [r.id]));
      return new Reach(hostOf(context, manifests), family).search(ids, options.keep ?? []);
    });
    return search;
  };
  const manifests = new Manifests();
  const family = familyOf(manifests);
  return {
    name: 'cresset',
    apply: 'build',
    enforce: 'pre',
    buildStart({ input }) {
      search = null;
      entries = (
        typeof input === 'string' ? [input] : Object.values((input as Record<string, string>) ?? {})
      ).map(String);
    },
    resolveId(source, importer) {
      if (importer === undefined || !family.isUse(importer)) return null;
      return /\/ops\/index\.gen\.[jt]s$/.test(source) ? METHODS : null;
    },
    async load(id) {
      if (id !== METHODS) return null;
      const result = await reached(this);
      if (result === null) {
        throw new Error(
          `cresset: @cresset/tensor is in the bundle, but not to be found from ${entries.join(', ')}`,
        );
      }
      if (result.names.length === 0) return 'export {};';
      return `export { ${result.names.join(', ')} } from ${JSON.stringify(result.from)};`;
    },
    async transform(code, id) {
      let cut: string | null = null;
      if (family.origin(id) === 'tensor' && code.includes('samples')) {
        cut = withoutSamples(code, parse(this, code, plain(id)));
      } else if (family.isTensor(id)) {
        const result = await reached(this);
        if (result !== null) cut = withoutMethods(code, parse(this, code, plain(id)), result.words);
      } else if (family.isOverrides(id)) {
        const result = await reached(this);
        const ops = result?.primitives ?? new Set<string>();
        cut = withoutOverrides(code, parse(this, code, plain(id)), ops, (source) => {
          const file = fileAt(source, id);
          return file === null ? null : overriddenOps(parse(this, readFileSync(file, 'utf8'), file));
        });
      } else if (family.isLibrary(id)) {
        const result = await reached(this);
        if (result !== null) {
          const program = parse(this, code, plain(id));
          cut = withoutFunctions(code, program, result.called, textsBeside(plain(id)));
        }
      }
      return cut === null ? null : { code: cut, map: null };
    },
  };
}

/** The texts of a backend's modules but this one, as sources or as published, whichever it is. */
function textsBeside(id: string): string[] {
  const [, folder, extension] = /^(.*\/(?:src|dist))\/.*(\.[jt]s)$/.exec(id)!;
  return readdirSync(folder!, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith(extension!) && !path.endsWith(`.d${extension}`) && path !== id)
    .map((path) => readFileSync(path, 'utf8'));
}

/** Rolldown's parser wants to be told the language; Rollup's knows one. */
function parse(context: Context, code: string, file: string): Program {
  const lang = /\.([cm]?[jt]s|[jt]sx)$/.exec(file)?.[1]?.replace(/^[cm]/, '');
  return context.parse(code, { lang: lang ?? 'js' }) as Program;
}

function hostOf(context: Context, manifests: Manifests): Host {
  const text = (id: string): Promise<string> =>
    id.startsWith('\0') || !existsSync(plain(id)) ? Promise.resolve('') : readFile(plain(id), 'utf8');
  return {
    text,
    async resolve(source, importer) {
      // Asking the bundler takes a thousand times as long as looking, and there are a thousand such questions.
      const near = source.startsWith('.') && !importer.startsWith('\0') ? fileAt(source, importer) : null;
      if (near !== null) return near;
      // What the plugin itself puts in the place of the ops is what is looked for here.
      const found = await context.resolve(source, importer, { skipSelf: true });
      return found === null || found.external ? null : found.id;
    },
    async parse(id: string): Promise<Program | null> {
      if (id.startsWith('\0') || !/\.([cm]?[jt]s|[jt]sx|html?)$/.test(plain(id))) return null;
      const code = await text(id);
      try {
        return parse(context, /\.html?$/.test(plain(id)) ? scriptsOf(code) : code, plain(id));
      } catch {
        return null;
      }
    },
    isPure: (id) => manifests.of(plain(id)).pure,
  };
}

/** A relative import that names a file, or a TypeScript source by the name of what it is compiled to. */
function fileAt(source: string, importer: string): string | null {
  const path = join(dirname(plain(importer)), source);
  if (source.includes('?')) return null;
  return (
    [path, path.replace(/\.js$/, '.ts')].find((file) => /\.[cm]?[jt]s$/.test(file) && existsSync(file)) ??
    null
  );
}

/** A page as a module: it imports its scripts. */
function scriptsOf(html: string): string {
  const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)];
  return scripts
    .filter(([, attributes]) => /type=["']?module/i.test(attributes!))
    .map(([, attributes, body]) => {
      const src = /\bsrc=["']([^"']+)/i.exec(attributes!)?.[1];
      return src === undefined ? body : `import ${JSON.stringify(src)};`;
    })
    .join('\n');
}
