// `npm run conformance:chromium [-- options]`: the conformance suite of the backends on WebGPU in headless Chromium, the
// same tests, tolerances and known gaps as in Node (`packages/backend-webgpu/test/conformance`).
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundlePages } from './bundle.mjs';
import { launch, openPage, serve } from './chromium.mjs';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '2' },
    filter: { type: 'string', default: '' },
    // `--part 2/4`: the second of four parts, every fourth op.
    part: { type: 'string', default: '1/1' },
    // All in one browser: its GPU process takes 1.3 GB in the end, a page 2.3 GB. Fewer, where there is less memory.
    'ops-per-browser': { type: 'string', default: '1000' },
    times: { type: 'boolean', default: false },
  },
});
const count = Number(values.pages);
if (!(count >= 1)) throw new Error(`--pages needs a positive number, got ${values.pages}`);

const [part, parts] = values.part.split('/').map(Number);
if (!(part >= 1 && part <= parts)) throw new Error(`--part must be like 2/4, got ${values.part}`);
const perBrowser = Number(values['ops-per-browser']);
if (!(perBrowser >= 1))
  throw new Error(`--ops-per-browser needs a positive number, got ${values['ops-per-browser']}`);

const started = performance.now();
const folder = await bundlePages(['conformance']);
const server = await serve(folder);
let browser = await launch();
let left = perBrowser;

let queue = null;
let adapter = '';
const perOp = [];
/** Tests of the suite as a whole: each page runs them, and one page that passes is enough. */
const whole = new Map();
const finished = [];
/** Ops that pages are at, by page. */
const running = new Map();

/** Failures are shown as they come: a run that is broken off has said what it found. */
function show({ path, name, error }) {
  if (error === null) return;
  const where = [...path.slice(1), name].join(' > ');
  process.stdout.write(`FAIL ${where}\n  ${error.replaceAll('\n', '\n  ')}\n`);
}

function runPage(number) {
  return new Promise((resolve, reject) => {
    const functions = {
      begin(facts) {
        adapter = facts.adapter;
        queue ??= facts.groups.filter((g, i) => g.includes(values.filter) && i % parts === part - 1);
      },
      nextGroup() {
        const group = left-- > 0 ? (queue.shift() ?? null) : null;
        if (group !== null) running.set(number, group);
        return group;
      },
      report(results) {
        running.delete(number);
        for (const r of results) {
          if (r.path.length > 1) {
            perOp.push(r);
            show(r);
          }
          // With a filter they would miss what the other ops reach.
          else if (values.filter === '' && parts === 1 && whole.get(r.name)?.error !== null)
            whole.set(r.name, r);
        }
      },
      end(counters) {
        finished.push(counters);
        resolve();
      },
      failed: (text) => reject(new Error(text)),
    };
    openPage(browser, `${server.url}/conformance.html`, functions).then(({ page, errors }) => {
      page.on('crash', () => reject(new Error(`the page crashed: ${errors.join('\n')}`)));
      page.on('pageerror', (error) => reject(error));
    }, reject);
  });
}

/** Seconds of processor time that the browser took: what is left of the time on a machine that does nothing else. */
async function processorSeconds() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, p) => sum + p.cpuTime, 0);
}

/** A browser or a device that is gone fails the ops that were being tested; the others get a new one. */
function fail(error) {
  if (queue === null || running.size === 0) throw error;
  for (const group of running.values()) {
    const lost = { path: ['conformance', group], name: 'until the end', error: error.message, ms: 0 };
    perOp.push(lost);
    show(lost);
  }
  running.clear();
}

let broken = null;
let processor = 0;
try {
  for (;;) {
    try {
      await Promise.all(Array.from({ length: count }, (_, number) => runPage(number)));
      processor += await processorSeconds();
    } catch (error) {
      fail(error);
    }
    if (queue === null || queue.length === 0) break;
    await browser.close();
    browser = await launch();
    left = perBrowser;
  }
} catch (error) {
  broken = error;
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

for (const r of whole.values()) show(r);
const results = [...perOp, ...whole.values()];
const failures = results.filter((r) => r.error !== null);
if (values.times) {
  const slow = [...perOp].sort((a, b) => b.ms - a.ms).slice(0, 25);
  for (const r of slow) process.stdout.write(`${r.ms.toFixed(0).padStart(7)} ms  ${r.path[1]} > ${r.name}\n`);
}
const gaps = results.filter((r) => r.error === null && r.name.includes('(known gap: ')).length;
const total = (name) => finished.reduce((sum, counters) => sum + counters[name], 0);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(
  `conformance in Chromium ${browser.version()} on '${adapter}': ${results.length} tests of ${new Set(perOp.map((r) => r.path[1])).size} ops in ${count} pages, ` +
    `${results.length - failures.length} passed (${gaps} of them known gaps, which must fail), ${failures.length} failed, 0 skipped; ${seconds} s, of the processors ${processor.toFixed(0)} s; ` +
    `${total('pipelines')} pipelines, ${total('dispatches')} kernels, ${total('maps')} reads\n`,
);
if (broken !== null) {
  process.stderr.write(`conformance in Chromium could not be finished: ${broken.message}\n`);
  process.exitCode = 1;
} else if (failures.length > 0 || perOp.length === 0) process.exitCode = 1;
