// `npm run swap -w @cresset-apps/mnist`: the same training on both devices, changing the device in the middle.
import { SyntheticDigits, transforms } from '@cresset/vision';
import { openDevice } from './device.js';
import { type SwapReport, trainAcross } from './swap.js';

// The transforms run on the default device, so one has to be there before the first image is drawn.
openDevice('reference');
const transform = new transforms.Compose([
  new transforms.ToTensor(),
  new transforms.Normalize(0.1307, 0.3081),
]);
const dataset = new SyntheticDigits({ length: 6_400, transform });
const options = { model: 'lenet', dataset, steps: 50, batchSize: 64, seed: 0 } as const;

const reports = [
  await trainAcross('reference', 'reference', options),
  await trainAcross('reference', 'cpu', options),
  await trainAcross('cpu', 'reference', options),
  await trainAcross('cpu', 'cpu', options),
];
const at = (r: SwapReport, step: number): string => r.losses[step - 1]!.toFixed(6);
process.stdout.write('from → to               step 1    step 50  moved, before  and after   step 100\n');
for (const r of reports) {
  const way = `${r.from} → ${r.to}`.padEnd(22);
  const move = `${r.before.toFixed(6)}      ${r.after.toFixed(6)}`;
  process.stdout.write(`${way} ${at(r, 1)}  ${at(r, 50)}       ${move}  ${at(r, 100)}\n`);
}

const failed = reports.filter((r) => {
  const moved = Math.abs(r.before - r.after) > 1e-5 * Math.max(1, r.before);
  const started = r.losses[0]!.toFixed(6) !== reports[0]!.losses[0]!.toFixed(6);
  return moved || started || r.losses.at(-1)! > r.losses[49]!;
});
if (failed.length > 0) {
  const ways = failed.map((r) => `${r.from} → ${r.to}`).join(', ');
  process.stderr.write(`swap: ${ways}: the loss jumped, or did not go on falling\n`);
  process.exitCode = 1;
}
