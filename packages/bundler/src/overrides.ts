import { children, keyOf, type Node, type Program } from './ast.js';

/**
 * Cuts the overrides of ops that a program doesn't have out of a backend's list of them: a module that returns one
 * object, made of `...group(…)` from other modules. An override that is missing costs speed and nothing else: every op
 * that can be overridden is a composite too.
 *
 * @param overriddenIn the ops that a source's module overrides: see `overriddenOps`; null when they can't be known
 * @returns the code, or null where there is nothing to cut
 */
export function withoutOverrides(
  code: string,
  program: Program,
  ops: ReadonlySet<string>,
  overriddenIn: (source: string) => ReadonlySet<string> | null,
): string | null {
  const unneeded = new Set<string>();
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || statement.importKind === 'type') continue;
    const names = overriddenIn((statement.source as Node).value as string);
    if (names === null || names.size === 0 || [...names].some((name) => ops.has(name))) continue;
    for (const s of statement.specifiers as readonly Node[]) unneeded.add((s.local as Node).name as string);
  }
  const cuts: [number, number][] = [];
  const visit = (node: Node): void => {
    if (node.type === 'SpreadElement') {
      const call = node.argument as Node;
      const callee = call.type === 'CallExpression' ? (call.callee as Node) : null;
      if (callee?.type === 'Identifier' && unneeded.has(callee.name as string)) {
        cuts.push([node.start, node.end + (/^\s*,/.exec(code.slice(node.end))?.[0].length ?? 0)]);
      }
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
  if (cuts.length === 0) return null;
  let out = code;
  for (const [start, end] of cuts) {
    out = out.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + out.slice(end);
  }
  return out;
}

/** The ops that a module overrides: keys of `{ accepts, run }`, and names that it gives as strings. */
export function overriddenOps(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    const key = node.type === 'Property' ? keyOf(node) : null;
    const value = (node.value ?? null) as Node | null;
    if (key !== null && value?.type === 'ObjectExpression') {
      const keys = (value.properties as readonly Node[]).map((p) =>
        p.type === 'Property' ? keyOf(p) : null,
      );
      if (keys.includes('accepts')) names.add(key);
    }
    if (key === 'name' && typeof value?.value === 'string') names.add(value.value);
    for (const child of children(node)) visit(child);
  };
  visit(program);
  return names;
}
