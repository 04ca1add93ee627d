// `npm run bench [-- options]`: times of Cresset, side by side with PyTorch's where that is installed.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { buildTypeScript, fail } from '../setup/steps.mjs';
import { cases } from './cases.mjs';
import { compare } from './measure.mjs';
import { parseOptions, selectCases, usage } from './options.mjs';
import { showTable } from './table.mjs';
import { findTorch } from './torch-side.mjs';

/** Long enough for the clock and for a collection or two of garbage, short enough for many turns. */
const SAMPLE_SECONDS = 0.03;

const say = (text) => process.stdout.write(`${text}\n`);

function readOptions() {
  try {
    const options = parseOptions(process.argv.slice(2));
    return { options, selected: selectCases(cases, options.only) };
  } catch (error) {
    process.stderr.write(`bench: ${error.message}\n\n${usage}\n`);
    process.exit(2);
  }
}

async function openDevice(name) {
  const { use, setDefaultDevice } = await import('@cresset/tensor');
  const { autograd } = await import('@cresset/autograd');
  const { reference } = await import('@cresset/backend-reference');
  if (name === 'reference') {
    use(reference(), autograd());
    return () => {};
  }
  const { cpu, setNumThreads } = await import('@cresset/backend-cpu');
  use(cpu(), autograd());
  setDefaultDevice('cpu');
  return setNumThreads;
}

async function runCase(sides, benchCase, threads, rounds) {
  try {
    const [ours, theirs = null] = await compare(sides, benchCase, threads, {
      rounds,
      seconds: SAMPLE_SECONDS,
    });
    return { name: benchCase.name, threads, ours, theirs, error: null };
  } catch (error) {
    return {
      name: benchCase.name,
      threads,
      ours: null,
      theirs: null,
      error: String(error?.message ?? error),
    };
  }
}

const { options, selected } = readOptions();
if (options.help || options.list) {
  say(options.help ? usage : cases.map((c) => c.name).join('\n'));
  process.exit(0);
}

// What is measured is what is published: compiled packages, not a test runner's transforms of the sources.
try {
  if (options.build) buildTypeScript();
} catch (error) {
  fail(error);
}
const setThreads = await openDevice(options.device);
const { Cresset } = await import('./cresset-side.mjs');
const ours = new Cresset(setThreads);
const found = options.alone
  ? 'PyTorch is left out (--alone).'
  : await findTorch(process.env.CRESSET_PYTHON ?? 'python3');
const torch = typeof found === 'string' ? null : found;

const processor = cpus();
say(
  `Node ${process.versions.node}, device '${options.device}', ${processor.length} × ${processor[0]?.model.trim()}`,
);
say(torch === null ? `${found} Times of Cresset alone:` : `PyTorch ${torch.version}, in turns with Cresset:`);
const sides = torch === null ? [ours] : [ours, torch];

const results = [];
for (const threads of options.threads) {
  const table = [];
  for (const benchCase of selected) {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${benchCase.name} …`);
    table.push(await runCase(sides, benchCase, threads, options.rounds));
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  say(`\n${threads} thread${threads === 1 ? '' : 's'}, median of ${options.rounds}`);
  say(showTable(table, torch !== null));
  results.push(...table);
}
torch?.end();

const failed = results.filter((r) => r.error !== null);
for (const { name, threads, error } of failed) {
  process.stderr.write(`bench: ${name} (${threads} threads) failed: ${error}\n`);
}
if (options.json !== undefined) {
  const machine = {
    node: process.versions.node,
    processor: processor[0]?.model,
    processors: processor.length,
  };
  const report = { ...machine, device: options.device, torch: torch?.version ?? null, results };
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
}
// The native backend's pool of threads would keep the process for a while.
process.exit(failed.length > 0 ? 1 : 0);
