// `npm run size`: the family's size in the playground, by package; fails above the limit.
import { counted, measure, report } from './measure.mjs';

const parts = await measure(Object.fromEntries(counted.map((name) => [name, [name]])));
const { all } = await measure({ all: counted });
const { lines, within } = report(parts, all);
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = within ? 0 : 1;
