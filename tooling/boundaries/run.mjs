// `npm run boundaries`
import { fileURLToPath } from 'node:url';
import { checkAll } from './check.mjs';

const problems = checkAll(fileURLToPath(new URL('../..', import.meta.url)));
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `boundaries: ${problems.length === 0 ? 'every import keeps the rules' : `${problems.length} problems`}\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
