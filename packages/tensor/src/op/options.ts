import { ArgumentError } from '../errors.js';

const isOptions = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype;

/**
 * Options over defaults; a name that the op doesn't know is an error that lists those it knows.
 * An option given as `undefined` counts as absent.
 */
export function parseOptions<T extends object>(op: string, given: unknown, defaults: T): T {
  if (given === undefined || given === null) return defaults;
  if (!isOptions(given)) {
    throw new ArgumentError(
      `${op}: expected an options object with ${known(defaults)}, got ${describe(given)}`,
    );
  }
  const result = { ...defaults } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name))
      throw new ArgumentError(`${op}: unknown option '${name}'; known options: ${known(defaults)}`);
    if (value !== undefined) result[name] = value;
  }
  return result as T;
}

/**
 * For the parameters that may be positional or named: `sum(x, 1, {keepdim: true})` and `sum(x, {dim: 1})` are the same.
 * When `positional` is itself an options object, it is moved to the options.
 */
export function positionalOrNamed<T extends object>(
  op: string,
  name: keyof T & string,
  positional: unknown,
  options: unknown,
  defaults: T,
): T {
  if (isOptions(positional)) {
    if (options !== undefined) throw new ArgumentError(`${op}: two options objects were given`);
    return parseOptions(op, positional, defaults);
  }
  const parsed = parseOptions(op, options, defaults);
  if (positional === undefined) return parsed;
  if (isOptions(options) && options[name] !== undefined) {
    throw new ArgumentError(`${op}: ${name} was given twice, as a positional argument and as an option`);
  }
  return { ...parsed, [name]: positional };
}

/**
 * What follows the tensors of a call: values by position, named in the order of the keys of `defaults`, and an options
 * object for the rest. `roll(x, 1, { dims: 0 })`: `parseArguments('roll', [1, { dims: 0 }], { shifts: 0, dims: null })`.
 *
 * @param positional how many may stand by position (default: all)
 */
export function parseArguments<T extends object>(
  op: string,
  args: readonly unknown[],
  defaults: T,
  positional = Object.keys(defaults).length,
): T {
  const given = [...args];
  while (given.length > 0 && given[given.length - 1] === undefined) given.pop();
  const named = given.length > 0 && isOptions(given[given.length - 1]) ? given.pop() : undefined;
  const result = { ...parseOptions(op, named, defaults) } as Record<string, unknown>;
  const names = Object.keys(defaults);
  if (given.length > positional) {
    throw new ArgumentError(
      `${op}: too many arguments (${given.slice(positional).map(describe).join(', ')})`,
    );
  }
  given.forEach((value, i) => {
    if (value === undefined) return;
    const name = names[i]!;
    if (named !== undefined && (named as Record<string, unknown>)[name] !== undefined) {
      throw new ArgumentError(`${op}: ${name} was given twice, as a positional argument and as an option`);
    }
    result[name] = value;
  });
  return result as T;
}

const known = (defaults: object): string => Object.keys(defaults).join(', ') || 'none';

export function describe(v: unknown): string {
  if (v === null) return 'null';
  if (Array.isArray(v)) return `an array of ${v.length}`;
  if (typeof v === 'object') return `a ${(v as object).constructor?.name ?? 'object'}`;
  if (typeof v === 'string') return `'${v}'`;
  if (typeof v === 'function') return 'a function';
  return String(v);
}

/** @throws ArgumentError unless `v` is an integer (in the range, if one is given) */
export function checkInteger(op: string, name: string, v: unknown, low = -Infinity, high = Infinity): number {
  if (typeof v !== 'number' || !Number.isSafeInteger(v) || v < low || v > high) {
    const range = low === -Infinity ? '' : ` ≥ ${low}${high === Infinity ? '' : ` and ≤ ${high}`}`;
    throw new ArgumentError(`${op}: ${name} must be an integer${range}, got ${describe(v)}`);
  }
  return v;
}

export function checkNumber(op: string, name: string, v: unknown): number {
  if (typeof v !== 'number') throw new ArgumentError(`${op}: ${name} must be a number, got ${describe(v)}`);
  return v;
}

export function checkBoolean(op: string, name: string, v: unknown): boolean {
  if (typeof v !== 'boolean')
    throw new ArgumentError(`${op}: ${name} must be true or false, got ${describe(v)}`);
  return v;
}

/** A list of integers, or one integer that stands for a list of `length` equal ones. @throws ArgumentError otherwise */
export function checkIntegers(op: string, name: string, v: unknown, length: number | null = null): number[] {
  if (typeof v === 'number' && length !== null)
    return new Array<number>(length).fill(checkInteger(op, name, v));
  if (!Array.isArray(v)) {
    const single = length === null ? '' : 'an integer or ';
    throw new ArgumentError(`${op}: ${name} must be ${single}an array of integers, got ${describe(v)}`);
  }
  if (length !== null && v.length !== length) {
    throw new ArgumentError(
      `${op}: ${name} must have ${length} elements, got [${v.map(describe).join(', ')}]`,
    );
  }
  return v.map((n: unknown) => checkInteger(op, name, n));
}

/** @throws ArgumentError unless `v` is one of `values` */
export function checkOneOf<T extends string>(op: string, name: string, v: unknown, values: readonly T[]): T {
  if (!values.includes(v as T)) {
    const list = values.map((s) => `'${s}'`).join(', ');
    throw new ArgumentError(`${op}: ${name} must be one of ${list}, got ${describe(v)}`);
  }
  return v as T;
}
