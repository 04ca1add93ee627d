import { children, keyOf, type Node, type Program } from './ast.js';

/** What only tests ask of an op's declaration. */
const testMaterial = new Set(['samples', 'errors', 'torch', 'tolerance', 'differentiateOn']);

/**
 * Blanks the samples, error samples and oracles of op declarations: a declaration is an object with `samples`. What is cut
 * becomes spaces, so that source maps stay right without being made anew; every minifier takes the spaces out.
 *
 * @returns the code, or null where there is nothing to cut
 */
export function withoutSamples(code: string, program: Program): string | null {
  const cuts: [number, number][] = [];
  const visit = (node: Node): void => {
    if (node.type === 'ObjectExpression') {
      const properties = node.properties as readonly Node[];
      const keys = properties.map((p) => (p.type === 'SpreadElement' ? null : keyOf(p)));
      if (keys.includes('samples')) {
        properties.forEach((p, i) => {
          if (keys[i] !== null && testMaterial.has(keys[i]!)) cuts.push([p.start, endWithComma(code, p.end)]);
        });
      }
    }
    for (const child of children(node)) visit(child);
  };
  visit(program);
  if (cuts.length === 0) return null;
  let out = '';
  let at = 0;
  for (const [start, end] of cuts) {
    // A cut inside another one is gone already.
    if (start < at) continue;
    out += code.slice(at, start) + code.slice(start, end).replace(/[^\n]/g, ' ');
    at = end;
  }
  return out + code.slice(at);
}

function endWithComma(code: string, end: number): number {
  const comma = /^\s*,/.exec(code.slice(end));
  return end + (comma?.[0].length ?? 0);
}
