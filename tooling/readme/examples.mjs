/**
 * The programs in a Markdown file: its `ts` blocks, with what they say they print.
 *
 * A call `console.log(…);` is followed by what it prints, as a comment: on the same line, or on the lines below where
 * there are several (`// ` before each). Without a comment, anything may be printed.
 *
 * @returns {{ code: string, line: number, prints: (string | null)[] }[]}
 */
export function examplesOf(markdown) {
  const found = [];
  for (const match of markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
    const code = match[1];
    const line = markdown.slice(0, match.index).split('\n').length + 1;
    found.push({ code, line, prints: printsOf(code.split('\n')) });
  }
  return found;
}

function printsOf(lines) {
  const prints = [];
  lines.forEach((text, i) => {
    const call = /^\s*console\.log\(.*\);(?:\s*\/\/ (.*))?$/.exec(text);
    if (call === null) return;
    if (call[1] !== undefined) {
      prints.push(call[1]);
      return;
    }
    const below = [];
    for (let k = i + 1; /^\s*\/\/ /.test(lines[k] ?? ''); k++) below.push(lines[k].replace(/^\s*\/\/ /, ''));
    prints.push(below.length > 0 ? below.join('\n') : null);
  });
  return prints;
}
