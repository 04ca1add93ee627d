/** Values as Python's `repr` writes them, so that a printed module reads as PyTorch's. */

/** A number that is a `float` in PyTorch: `0.5`, `1.0`, `1e-05`. */
export function pyFloat(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (Object.is(x, -0)) return '-0.0';
  const [digits, exponent] = x.toExponential().split('e') as [string, string];
  const e = Number(exponent);
  if (e < -4 || e >= 16) {
    const two = String(Math.abs(e)).padStart(2, '0');
    return `${digits}e${e < 0 ? '-' : '+'}${two}`;
  }
  return Number.isInteger(x) ? `${x}.0` : String(x);
}

/** Integers, booleans, strings, null and tuples of them. */
export function pyValue(v: unknown): string {
  if (v === null || v === undefined) return 'None';
  if (typeof v === 'boolean') return v ? 'True' : 'False';
  if (typeof v === 'string') return `'${v}'`;
  if (Array.isArray(v)) return v.length === 1 ? `(${pyValue(v[0])},)` : `(${v.map(pyValue).join(', ')})`;
  return String(v);
}

/** Every line but the first moved to the right. */
export function indent(text: string, spaces = 2): string {
  return text.split('\n').join(`\n${' '.repeat(spaces)}`);
}

/** PyTorch's tree: the class, its own attributes, its children in parentheses. */
export function showTree(
  name: string,
  extra: string,
  children: readonly (readonly [key: string, text: string])[],
): string {
  const extraLines = extra === '' ? [] : extra.split('\n');
  const childLines = children.map(([key, text]) => `(${key}): ${indent(text)}`);
  if (extraLines.length + childLines.length === 0) return `${name}()`;
  if (extraLines.length === 1 && childLines.length === 0) return `${name}(${extraLines[0]})`;
  return `${name}(\n  ${[...extraLines, ...childLines].join('\n  ')}\n)`;
}
