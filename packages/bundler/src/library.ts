import { children, keyOf, type Node, type Program } from './ast.js';

/**
 * Cuts functions that no scalar op of a program needs out of a backend's library: an object of texts by name, such as
 * `erf_f: 'fn erf_f(x: f32) -> f32 { … }'`. Only functions of one number are looked at, which stand for unary ops of
 * their names: those whose op is called nowhere, and which no other text of the backend mentions.
 *
 * @param called names by which methods, of scalars too, are called in the program
 * @param others the texts of the backend's other modules
 * @returns the code, or null where there is nothing to cut
 */
export function withoutFunctions(
  code: string,
  program: Program,
  called: ReadonlySet<string>,
  others: readonly string[],
): string | null {
  const entries: { readonly key: string; readonly node: Node; readonly text: string }[] = [];
  const visit = (node: Node): void => {
    const key = node.type === 'Property' ? keyOf(node) : null;
    if (key === null) for (const child of children(node)) visit(child);
    else entries.push({ key, node, text: code.slice((node.value as Node).start, (node.value as Node).end) });
  };
  visit(program);
  const mentioned = new Set(others.flatMap(words));
  const needed = new Set<string>();
  const need = ({ key, text }: (typeof entries)[number]): void => {
    if (needed.has(key)) return;
    needed.add(key);
    const parts = new Set(words(text));
    for (const e of entries) if (parts.has(e.key)) need(e);
  };
  for (const e of entries) {
    const unary = new RegExp(`^.fn ${e.key}\\(\\w+: f32\\) -> f32\\b`).test(e.text);
    if (!unary || mentioned.has(e.key) || called.has(e.key.replace(/_\w$/, ''))) need(e);
  }
  const cuts = entries.filter((e) => !needed.has(e.key));
  if (cuts.length === 0) return null;
  let out = code;
  for (const { node } of cuts) {
    const end = node.end + (/^\s*,/.exec(code.slice(node.end))?.[0].length ?? 0);
    out = out.slice(0, node.start) + code.slice(node.start, end).replace(/[^\n]/g, ' ') + out.slice(end);
  }
  return out;
}

const words = (text: string): readonly string[] => text.match(/\b[a-z]\w*_\w+\b/g) ?? [];
