// `npm run generate`: brings every generated file up to date. CI runs it and then asks git whether anything changed.
import { join } from 'node:path';
import { coverage } from '../api/coverage.mjs';
import { coverageDocument } from '../api/report.mjs';
import { publicSurface } from '../api/surface.mjs';
import { buildTypeScript, fail, root } from '../setup/steps.mjs';
import { opFiles } from './barrel.mjs';
import { opTable } from './op-table.mjs';
import { generateSources, writeIfChanged } from './sources.mjs';

try {
  const changed = generateSources(root);
  // The op table reads the declarations as compiled code, which must be that of the barrels just written.
  buildTypeScript('packages/tensor');
  const table = await opTable(root, opFiles(join(root, 'packages/tensor/src/ops')));
  if (writeIfChanged(join(root, 'docs/ops.md'), table)) changed.push('docs/ops.md');
  const document = coverageDocument(coverage(await publicSurface(root)));
  if (writeIfChanged(join(root, 'docs/api-coverage.md'), document)) changed.push('docs/api-coverage.md');
  process.stdout.write(
    changed.length > 0 ? `generated: ${changed.join(', ')}\n` : 'generated files are up to date\n',
  );
} catch (error) {
  fail(error);
}
