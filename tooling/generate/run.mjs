// `npm run generate`: brings every generated file up to date. CI runs it and then asks git whether anything changed.
import { fileURLToPath } from 'node:url';
import { generateSources } from './sources.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const changed = generateSources(root);
process.stdout.write(
  changed.length > 0 ? `generated: ${changed.join(', ')}\n` : 'generated files are up to date\n',
);
