// Runs TypeScript sources in plain Node, with the aliases of the tests: for programs that need the packages as written,
// without a build (goldens, op table, the fuzzer's child process).
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const plain = { configFile: false, logLevel: 'error' };

/** The module of a TypeScript file. @param {string | URL} file */
export async function loadTypeScript(file) {
  const config = await runnerImport(fileURLToPath(new URL('../../vitest.config.ts', import.meta.url)), plain);
  const path = file instanceof URL ? fileURLToPath(file) : file;
  return (await runnerImport(path, { ...plain, resolve: config.module.default.resolve })).module;
}
