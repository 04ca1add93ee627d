// `npm run packed`: what users install, tried as they install it. Packs the family, lints the tarballs, and installs
// them into empty projects outside the checkout.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { packAll } from '../pack/pack.mjs';
import { platformPackageName } from '../pack/platform.mjs';
import { runPage } from './browser.mjs';
import { lintTarballs } from './lint.mjs';
import { installedFamily, makeProject, runIn } from './project.mjs';

const say = (text) => process.stdout.write(`packed: ${text}\n`);
const template = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'cresset-packed-'));

try {
  const tarballs = packAll(join(work, 'tarballs'));
  for (const [name, file] of Object.entries(tarballs)) {
    say(`${name}: ${(statSync(file).size / 1024).toFixed(0)} KiB`);
  }

  const problems = lintTarballs(tarballs);
  assert.equal(problems.length, 0, problems.join('\n'));
  say('publint and arethetypeswrong find nothing');

  // Two packages asked for, two installed, and the platform's addon.
  const small = join(work, 'tensor-and-cpu');
  makeProject(small, template('tensor-and-cpu'), tarballs, ['@cresset/tensor', '@cresset/backend-cpu']);
  assert.deepEqual(
    installedFamily(small),
    ['@cresset/backend-cpu', platformPackageName(), '@cresset/tensor'].sort(),
  );
  say(`tensor + backend-cpu alone: ${runIn(small, process.execPath, ['main.mjs']).trim()}`);

  const xor = join(work, 'xor');
  const names = ['tensor', 'autograd', 'nn', 'optim', 'data', 'backend-reference'].map(
    (name) => `@cresset/${name}`,
  );
  makeProject(xor, template('xor'), tarballs, names);
  assert.deepEqual(installedFamily(xor), [...names].sort());
  const inNode = JSON.parse(runIn(xor, process.execPath, ['node.mjs']));
  checkXor(inNode, 'in Node');

  await build({ root: xor, logLevel: 'warn', build: { outDir: 'dist', emptyOutDir: true } });
  const { result: inBrowser, version } = await runPage(join(xor, 'dist'));
  checkXor(inBrowser, `bundled by vite, in Chromium ${version}`);
  // One seed, one generator, one backend: the two must not only both learn, they must compute the same.
  assert.deepEqual(inBrowser.predictions, inNode.predictions, 'Node and browser disagree');
} finally {
  rmSync(work, { recursive: true, force: true });
}

function checkXor({ firstLoss, lastLoss, predictions }, where) {
  assert.ok(firstLoss > 0.1, `${where}: the first loss is ${firstLoss}; nothing was left to learn`);
  assert.ok(lastLoss < 0.01, `${where}: the last loss is ${lastLoss}`);
  assert.deepEqual(predictions.map(Math.round), [0, 1, 1, 0], `${where}: predictions are ${predictions}`);
  say(`XOR ${where}: loss ${firstLoss.toFixed(4)} → ${lastLoss.toFixed(6)}`);
}
