// `npm start [-- arguments]`: sets the checkout up where needed, then trains (apps/mnist).
import { join } from 'node:path';
import { foreground } from './child.mjs';
import { fail, root, setUp } from './steps.mjs';

try {
  setUp();
} catch (error) {
  fail(error);
}
process.exitCode = await foreground(process.execPath, [
  join(root, 'apps/mnist/dist/main.js'),
  ...process.argv.slice(2),
]);
