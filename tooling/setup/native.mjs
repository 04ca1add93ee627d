// `npm run build:native`: compiles the addon, and fails where that is not possible.

import { relative } from 'node:path';
import { addonFile, buildNative, fail, root } from './steps.mjs';

try {
  const reason = buildNative();
  if (reason !== undefined) throw new Error(`the native CPU backend could not be built: ${reason}`);
  process.stdout.write(`${relative(root, addonFile)}\n`);
} catch (error) {
  fail(error);
}
