// `npm run memory [-- options]`: whether a long training loop that never disposes of anything keeps its memory, as a
// loop that never yields and as one that awaits every loss; on this Node, and on Node 24 where npm can provide it.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildTypeScript, fail, root } from '../setup/steps.mjs';
import { drawCurve, judge, showMegabytes } from './curve.mjs';

const program = fileURLToPath(new URL('./train.mjs', import.meta.url));
const usage = `npm run memory [-- options]

  --device NAME      cpu (default) or reference
  --steps N          training steps (default 10000)
  --warm-up N        steps before memory has to be flat (default 5000)
  --tolerance P      percent that a sample may differ from the median (default 5)
  --node LIST        versions of Node: 'this', or a major version that npm can provide (default this,24)
  --no-build         run what is compiled already
  --json FILE        write all samples to FILE too`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        device: { type: 'string', default: 'cpu' },
        steps: { type: 'string', default: '10000' },
        'warm-up': { type: 'string', default: '5000' },
        tolerance: { type: 'string', default: '5' },
        node: { type: 'string', default: 'this,24' },
        'no-build': { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    for (const name of ['steps', 'warm-up', 'tolerance']) {
      if (!(Number(values[name]) > 0))
        throw new Error(`--${name} needs a positive number, got '${values[name]}'`);
    }
    if (!['cpu', 'reference'].includes(values.device)) {
      throw new Error(`--device must be cpu or reference, got '${values.device}'`);
    }
    return values;
  } catch (error) {
    process.stderr.write(`memory: ${error.message}\n\n${usage}\n`);
    return process.exit(2);
  }
}

/** Path of a Node executable: this one, or one that npm fetches from its registry. */
function findNode(version) {
  if (version === 'this') return process.execPath;
  const name = `node-${process.platform}-${process.arch}@${version}`;
  return execFileSync('npx', ['--yes', '-p', name, 'node', '-p', 'process.execPath'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Runs the loop and collects its samples. */
async function train(node, mode, { device, steps }) {
  const period = Math.max(1, Math.round(Number(steps) / 100));
  const child = spawn(node, [program, mode, device, steps, String(period)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
  const samples = [];
  for await (const line of createInterface({ input: child.stdout })) samples.push(JSON.parse(line));
  const outcome = await ended;
  if (outcome !== 0) throw new Error(`the training process ended with ${outcome}`);
  return samples;
}

const options = readOptions();
// The pool of free blocks reaches its size when V8 first collects for the sake of external memory: after some 4,000 steps in most runs.
const limits = { warmUp: Number(options['warm-up']), tolerance: Number(options.tolerance) / 100 };
try {
  if (!options['no-build']) buildTypeScript();
} catch (error) {
  fail(error);
}

const runs = [];
let failed = false;
for (const version of options.node.split(',')) {
  let node;
  try {
    node = findNode(version);
  } catch (error) {
    // Another version is a bonus where there is a registry; asked for by name it has to be there.
    const asked = process.argv.some((a) => a.startsWith('--node'));
    process.stdout.write(
      `Node ${version} can't be had here: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .pop()}\n`,
    );
    failed ||= asked;
    continue;
  }
  const release = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
  for (const mode of ['sync', 'async']) {
    const title = `Node ${release}, ${options.device}, ${mode} loop, ${options.steps} steps`;
    try {
      const samples = await train(node, mode, options);
      const { median, low, high, flat } = judge(samples, limits);
      const percent = (x) => `${x >= 0 ? '+' : '−'}${Math.abs(x * 100).toFixed(1)} %`;
      process.stdout.write(
        `${title}\n  ${drawCurve(samples)}\n  after ${limits.warmUp} steps: median ${showMegabytes(median)}, ` +
          `from ${percent(low)} to ${percent(high)}: ${flat ? 'flat' : `NOT flat (± ${options.tolerance} % allowed)`}\n`,
      );
      // The system's own figure, which moves with what it does to pages of files and swap, for comparison.
      const plain = samples.filter((x) => x.step > limits.warmUp).map((x) => x.resident);
      process.stdout.write(
        `  (all resident pages: ${showMegabytes(Math.min(...plain))} to ${showMegabytes(Math.max(...plain))})\n`,
      );
      failed ||= !flat;
      runs.push({ node: release, mode, samples, median, low, high, flat });
    } catch (error) {
      process.stdout.write(`${title}\n  failed: ${error.message}\n`);
      failed = true;
    }
  }
}
if (options.json !== undefined) writeFileSync(resolve(options.json), `${JSON.stringify(runs)}\n`);
process.exitCode = failed ? 1 : 0;
