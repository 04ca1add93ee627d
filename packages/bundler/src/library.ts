import { children, keyOf, type Node, type Program } from './ast.js';

/**
 * Cuts functions that no scalar op of a program needs out of a backend's library: an object of texts by name, such as
 * `erf_f: 'fn erf_f(x: f32) -> f32 { … }'`. Functions of one or two numbers of a type that give another one may stand for
 * an op of their name, without the suffix of the type. They are cut where neither the program calls the op nor the
 * backend names it or the function.
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
  const mentioned = new Set(others.flatMap((text) => [...words(text), ...opsNamed(text)]));
  const needed = new Set<string>();
  const need = ({ key, text }: (typeof entries)[number]): void => {
    if (needed.has(key)) return;
    needed.add(key);
    const parts = new Set(words(text));
    for (const e of entries) if (parts.has(e.key)) need(e);
  };
  for (const e of entries) {
    const op = e.key.replace(/_\w$/, '');
    const known = [e.key, op].some((name) => mentioned.has(name)) || called.has(op);
    if (known || !isOp.test(e.text)) need(e);
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

/** Functions of one or two numbers, which give one of their type. */
const isOp = /^.fn \w+\(\w+: (f32|i32|vec2<u32>)(?:, \w+: \1)?\) -> \1(?= )/;

/** What the backend makes instructions of by itself: names in quotes that it doesn't only compare with. */
function opsNamed(text: string): string[] {
  const named = text.replace(/(?:case|[!=]==) *(['"`])\w+\1/g, '').matchAll(/(['"`])(\w+)\1/g);
  return [...named].map(([, , name]) => name!);
}
