// `npm run soak [-- options]`: whether a long WebGPU training that never disposes of anything keeps its memory, in Node
// (Dawn) and in headless Chromium. Fails when GPU bytes or the JavaScript heap grow after warm-up.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { drawCurve, showMegabytes } from '../memory/curve.mjs';
import { buildTypeScript } from '../setup/steps.mjs';
import { bundlePages } from './bundle.mjs';
import { launch, openPage, serve } from './chromium.mjs';
import { judgeSoak } from './soak-judge.mjs';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '5000' },
    // Several waves of the collector, which comes when dead handles hold some 30 MB: in Chromium one at step 1,040 was higher.
    'warm-up': { type: 'string', default: '2000' },
    tolerance: { type: 'string', default: '10' },
    where: { type: 'string', default: 'node,chromium' },
    'no-build': { type: 'boolean', default: false },
  },
});
const steps = Number(values.steps);
const limits = { warmUp: Number(values['warm-up']), tolerance: Number(values.tolerance) / 100 };
if (!(steps > limits.warmUp) || !(limits.tolerance > 0)) {
  throw new Error(`--steps must be more than --warm-up, got ${values.steps} and ${values['warm-up']}`);
}
const every = Math.max(1, Math.round(steps / 250));

async function inNode() {
  if (!values['no-build']) buildTypeScript();
  const program = fileURLToPath(new URL('./soak-node.mjs', import.meta.url));
  // The Vulkan loader reads its variables when a process starts.
  const env = { VK_ICD_FILENAMES: '/usr/lib/chromium/vk_swiftshader_icd.json', ...process.env };
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(steps), String(every)], {
    env,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout.trim().split('\n').pop());
}

async function inChromium() {
  const folder = await bundlePages(['soak']);
  const server = await serve(folder);
  const browser = await launch();
  try {
    return await new Promise((resolve, reject) => {
      const functions = { end: resolve, failed: (text) => reject(new Error(text)) };
      openPage(browser, `${server.url}/soak.html?steps=${steps}&every=${every}`, functions).then(
        ({ page }) => {
          page.on('crash', () => reject(new Error('the page crashed')));
          page.on('pageerror', reject);
        },
        reject,
      );
    });
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const places = { node: inNode, chromium: inChromium };
let failed = false;
for (const where of values.where.split(',')) {
  const begin = performance.now();
  const { adapter, samples } = await places[where]();
  const seconds = (performance.now() - begin) / 1000;
  const { first, most, early, late, wrong } = judgeSoak(samples, limits);
  const curve = drawCurve(samples.map((s) => ({ step: s.step, rss: s.bytes })));
  process.stdout.write(
    `soak in ${where} on '${adapter}': ${steps} steps in ${seconds.toFixed(0)} s\n` +
      `  GPU  ${curve}  after ${limits.warmUp} steps ${showMegabytes(first)}, at most ${showMegabytes(most)}, ` +
      `${samples.at(-1).buffers} buffers were made\n` +
      `  heap ${drawCurve(samples.map((s) => ({ step: s.step, rss: s.heap })))}  floor ${showMegabytes(early)}, at the end ${showMegabytes(late)}\n` +
      `  ${wrong.length === 0 ? 'flat' : `NOT flat: ${wrong.join('; ')}`}\n`,
  );
  failed ||= wrong.length > 0;
}
process.exitCode = failed ? 1 : 0;
