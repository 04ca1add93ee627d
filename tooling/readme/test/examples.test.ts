import { expect, it } from 'vitest';
import { examplesOf } from '../examples.mjs';

const markdown = `# Title

\`\`\`sh
npm start
\`\`\`

\`\`\`ts
console.log(1); // 1
console.log(2);
console.log(table);
// a b
// c d
\`\`\`
`;

it('finds the programs and what they print', () => {
  expect(examplesOf(markdown)).toEqual([
    {
      code: 'console.log(1); // 1\nconsole.log(2);\nconsole.log(table);\n// a b\n// c d\n',
      line: 8,
      prints: ['1', null, 'a b\nc d'],
    },
  ]);
});
