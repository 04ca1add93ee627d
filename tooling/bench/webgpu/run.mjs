// `npm run bench:webgpu [-- options]`: Cresset beside jax-js and TensorFlow.js on one WebGPU adapter, in turns.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runPage } from '../../packed/browser.mjs';
import { buildTypeScript, fail } from '../../setup/steps.mjs';
import { alignColumns } from '../table.mjs';

const usage = `npm run bench:webgpu [-- options]

  --host NAME    node or chromium (default: both, one after the other)
  --rounds N     samples of each side and case (default 21)
  --json FILE    write all figures to FILE too
  --alone        Cresset only
  --no-build     measure what is compiled already

In Node the adapter is Dawn's; without a GPU, set VK_ICD_FILENAMES to the file of a Vulkan driver
(/usr/lib/chromium/vk_swiftshader_icd.json comes with Debian's package chromium and is taken by itself).
The peers are installed below tooling/bench/webgpu/peers when the bench first runs.`;

const here = fileURLToPath(new URL('.', import.meta.url));
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';
const say = (text) => process.stdout.write(`${text}\n`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      rounds: { type: 'string', default: '21' },
      json: { type: 'string' },
      alone: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds needs a positive integer, got '${values.rounds}'`);
  if (values.host !== undefined && !(values.host in hosts))
    throw new Error(`--host must be node or chromium, got '${values.host}'`);
  return { ...values, rounds };
}

function installPeers() {
  const folder = join(here, 'peers');
  if (existsSync(join(folder, 'node_modules', '@jax-js'))) return;
  say('installing jax-js, TensorFlow.js and Dawn …');
  // Their install scripts are not needed; the folder is no workspace, so the repository's lock file stays as it is.
  const { status } = spawnSync(
    'npm',
    ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'],
    { cwd: folder, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('the peers could not be installed');
}

function runInNode(options) {
  const env = { ...process.env };
  if (env.VK_ICD_FILENAMES === undefined && existsSync(swiftShader)) env.VK_ICD_FILENAMES = swiftShader;
  const child = spawn(process.execPath, [join(here, 'node.mjs'), JSON.stringify(options)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`the process in Node ended with ${code}\n${output}`));
      else resolve(JSON.parse(output.trim().split('\n').at(-1)));
    });
  });
}

async function runInChromium(options) {
  const { build } = await import('vite');
  const folder = mkdtempSync(join(tmpdir(), 'cresset-bench-webgpu-'));
  try {
    await build({
      configFile: false,
      root: here,
      logLevel: 'error',
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: 'esnext',
        lib: { entry: join(here, 'page.mjs'), formats: ['es'], fileName: () => 'page.js' },
      },
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    );
    const query = `?options=${encodeURIComponent(JSON.stringify(options))}`;
    const { result, version } = await runPage(folder, 900_000, query);
    return { ...result, version };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hosts = { node: runInNode, chromium: runInChromium };
const cases = { matmul: 'matmul 512³, read back', step: 'MLP 784-128-10 step, batch 64, loss read' };
const ms = (n) => `${n.toPrecision(3)} ms`;

function show(host, report) {
  const name = host === 'node' ? `Node ${process.versions.node}` : `Chromium ${report.version}`;
  say(`\n${name}, adapter: ${report.adapter}`);
  const peers = report.results.matmul.slice(1).map((p) => p.name);
  const rows = [['case', 'Cresset', ...peers.flatMap((p) => [p, 'faster']), 'best of each']];
  for (const [what, title] of Object.entries(cases)) {
    const [ours, ...others] = report.results[what];
    rows.push([
      title,
      ms(ours.median),
      ...others.flatMap((o) => [ms(o.median), `${(o.median / ours.median).toFixed(2)}×`]),
      report.results[what].map((r) => ms(r.best)).join(' | '),
    ]);
  }
  say(alignColumns(rows).join('\n'));
  const { dispatches, submissions, maps, buffers, given } = report.perStep;
  say(
    `a step of Cresset: ${dispatches} kernels, ${submissions} submissions, ${maps} maps, ${Math.round(given)} bytes of memory taken, ${buffers} new buffers`,
  );
}

try {
  const options = readOptions();
  if (options.help) {
    say(usage);
    process.exit(0);
  }
  if (!options['no-build']) buildTypeScript();
  installPeers();
  const reports = {};
  for (const host of options.host === undefined ? Object.keys(hosts) : [options.host]) {
    const report = await hosts[host]({ rounds: options.rounds, alone: options.alone });
    show(host, report);
    reports[host] = report;
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(reports, null, 2)}\n`);
} catch (error) {
  fail(error);
}
