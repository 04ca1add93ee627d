// `npm run curves [-- --steps 200]`: LeNet trained with one seed on reference, cpu and webgpu. Initial weights and dropout
// masks must be the same bits, and the losses of the first 50 steps agree within 1e-3 relative.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildTypeScript } from '../setup/steps.mjs';

const ICD = '/usr/lib/chromium/vk_swiftshader_icd.json';
// The Vulkan loader reads its variables when a process starts.
if (process.env.VK_ICD_FILENAMES === undefined) {
  const again = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, VK_ICD_FILENAMES: ICD },
  });
  process.exit(again.status ?? 1);
}

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '200' },
    batch: { type: 'string', default: '16' },
    'no-build': { type: 'boolean', default: false },
  },
});
if (!values['no-build']) buildTypeScript();
const { autograd } = await import('@cresset/autograd');
const { cpu } = await import('@cresset/backend-cpu');
const { reference } = await import('@cresset/backend-reference');
const { webgpu } = await import('@cresset/backend-webgpu');
const { use } = await import('@cresset/tensor');
const { deviation, trainLenet } = await import('./pages/lenet.mjs');

const AGREE = 1e-3;
const FIRST = 50;
const steps = Number(values.steps);
const gpu = await webgpu();
use(reference(), cpu(), gpu, autograd());
process.stdout.write(`LeNet, ${steps} steps of ${values.batch} images, webgpu on '${gpu.description}'\n`);
const runs = new Map();
for (const device of ['reference', 'cpu', 'webgpu']) {
  const begin = performance.now();
  runs.set(device, await trainLenet(device, { steps, batch: Number(values.batch) }));
  process.stdout.write(`  ${device}: ${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
}
const expected = runs.get('reference');
const wrong = [];
for (const [device, run] of runs) {
  if (device === 'reference') continue;
  if (run.weights.join() !== expected.weights.join()) wrong.push(`${device}: other initial weights`);
  if (run.masks.join() !== expected.masks.join()) wrong.push(`${device}: other dropout masks`);
  const early = deviation(run.curve, expected.curve, Math.min(FIRST, steps));
  if (!(early <= AGREE)) wrong.push(`${device}: the first ${FIRST} losses differ by ${early}`);
  const shown = [10, 25, 50, 100, 150, 200].filter((n) => n <= steps);
  const figures = shown.map((n) => `${n}: ${deviation(run.curve, expected.curve, n).toExponential(1)}`);
  process.stdout.write(
    `  ${device}: largest relative difference from reference up to step ${figures.join(', ')}\n`,
  );
}
for (const n of [1, 50, 100, 200].filter((i) => i <= steps)) {
  const at = [...runs].map(([device, { curve }]) => `${device} ${curve[n - 1].toFixed(6)}`);
  process.stdout.write(`  loss at step ${n}: ${at.join(', ')}\n`);
}
const { curve } = expected;
if (!(curve.at(-1) < curve[0])) wrong.push(`the loss didn't fall: ${curve[0]} to ${curve.at(-1)}`);
for (const w of wrong) process.stderr.write(`curves: ${w}\n`);
process.exit(wrong.length === 0 ? 0 : 1);
