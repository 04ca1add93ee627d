import { parseArgs } from 'node:util';
import { autograd } from '@cresset/autograd';
import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { manualSeed, setDefaultDevice, use } from '@cresset/tensor';
import { programs } from './programs.js';

const USAGE = `npm start -- [--device reference|cpu] [program…]
programs: ${Object.keys(programs).join(', ')} (default: all)`;

const { values, positionals } = parseArgs({
  options: { device: { type: 'string' }, seed: { type: 'string', default: '0' } },
  allowPositionals: true,
});
const device = values.device ?? (isAvailable() ? 'cpu' : 'reference');
const unknown = positionals.find((name) => !(name in programs));
if (unknown !== undefined || !['cpu', 'reference'].includes(device)) {
  console.error(USAGE);
  process.exit(2);
}
use(device === 'cpu' ? cpu() : reference(), autograd());
setDefaultDevice(device);
for (const name of positionals.length > 0 ? positionals : Object.keys(programs)) {
  manualSeed(Number(values.seed));
  const start = performance.now();
  await programs[name]!();
  console.log(`${name}: right, in ${Math.round(performance.now() - start)} ms on ${device}`);
}
