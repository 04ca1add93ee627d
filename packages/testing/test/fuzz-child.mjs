// node fuzz-child.mjs <backend> <seconds> <seed> <file for the current call>: fuzzes in a process of its own, so that
// a crash of native code can be told from a failing check. The report goes to stdout as JSON.
import { openSync, writeSync } from 'node:fs';
import { loadTypeScript } from '../load.mjs';

const [name, seconds, seed, file] = process.argv.slice(2);
const { run } = await loadTypeScript(new URL('./fuzz-run.ts', import.meta.url));
const log = openSync(file, 'w');
const onCall = (call) => {
  writeSync(log, `${call.slice(0, 1000).padEnd(1000)}\n`, 0);
};
const report = await run(name, Number(seconds), Number(seed), onCall);
process.stdout.write(JSON.stringify(report));
