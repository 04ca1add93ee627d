/**
 * Between the names of TypeScript and those of PyTorch, where keys of state dicts come from: `runningMean` ↔
 * `running_mean`, `convBN` ↔ `conv_bn`. Only camel case is touched: `fc1`, `W1` and snake case stay as they are.
 */
export function toSnakeCase(name: string): string {
  if (!/^[a-z]/.test(name)) return name;
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The inverse for names that PyTorch writes: `running_mean` → `runningMean`. A leading underscore is kept. */
export function toCamelCase(name: string): string {
  return name.replace(
    /([a-zA-Z0-9])_([a-z])/g,
    (_, before: string, hump: string) => before + hump.toUpperCase(),
  );
}
