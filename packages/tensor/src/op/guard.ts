import { ArgumentError, CressetError } from '../errors.js';
import { Tensor } from '../tensor.js';
import type { CommonDeclaration, SampleMaker } from './info.js';
import { describe } from './options.js';

/** Kinds of arguments, as coarse as their words in a message. */
type Kind =
  | 'tensor'
  | 'list of tensors'
  | 'list'
  | 'number'
  | 'string'
  | 'boolean'
  | 'options object'
  | 'nothing'
  | 'other';

function kindOf(v: unknown): Kind {
  if (v === undefined || v === null) return 'nothing';
  if (v instanceof Tensor) return 'tensor';
  if (Array.isArray(v))
    return v.length > 0 && v.every((x) => x instanceof Tensor) ? 'list of tensors' : 'list';
  if (typeof v === 'number' || typeof v === 'string' || typeof v === 'boolean') return typeof v as Kind;
  const plain = typeof v === 'object' && v !== null && Object.getPrototypeOf(v) === Object.prototype;
  return plain ? 'options object' : 'other';
}

const blank = (): Tensor => Object.create(Tensor.prototype) as Tensor;
/** Makes tensors without a device, to be looked at from outside only. */
const blanks: SampleMaker = { tensor: blank, integers: blank, bool: blank, distinct: blank, matrices: blank };

/** What is wrong with an argument, given what the samples have in its place; null when its kind is among theirs. */
function mismatch(samples: readonly unknown[], given: unknown): string | null {
  const kinds = new Set(samples.map(kindOf));
  const kind = kindOf(given);
  const optional = kinds.has('nothing') || kinds.has('options object');
  if (kind === 'options object' && kinds.has(kind)) {
    const options = samples.filter((s) => kindOf(s) === kind) as Record<string, unknown>[];
    for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
      const known = options.flatMap((o) => (name in o ? [o[name]] : []));
      const wrong = known.length === 0 ? null : mismatch([...known, undefined], value);
      if (wrong !== null) return `: option ${name} ${wrong}`;
    }
  }
  if (kinds.has(kind) || (kind === 'nothing' && optional)) return null;
  const words = [...kinds]
    .filter((k) => k !== 'nothing')
    .map((k) => `${k === 'options object' ? 'an' : 'a'} ${k}`);
  return `must be ${words.join(' or ')}, got ${describe(given)}`;
}

/** What was given, with the engine's words. */
function unexplained(d: CommonDeclaration, args: readonly unknown[], error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const given = args.map((a) => describe(a)).join(', ');
  return new ArgumentError(`${d.name}: can't be called with (${given}): ${error.message}`);
}

/**
 * What is to be thrown instead of an engine's TypeError: an argument of a kind that no sample of the op has is the
 * user's mistake, and is named. Costs nothing until something has gone wrong.
 */
function explained(d: CommonDeclaration, args: readonly unknown[], error: unknown): unknown {
  if (error instanceof CressetError) return error;
  // Production bundles may leave the samples out (@cresset/bundler): what was given has to do.
  if (d.samples === undefined) return unexplained(d, args, error);
  let samples: readonly (readonly unknown[])[] = [];
  try {
    samples = d.samples(blanks);
  } catch {
    // Samples that look into their tensors can't be made of blanks; the engine's words have to do then.
    return unexplained(d, args, error);
  }
  const longest = Math.max(0, ...samples.map((s) => s.length));
  for (let i = 0; i < longest; i++) {
    const wrong = mismatch(
      samples.map((s) => s[i]),
      args[i],
    );
    if (wrong !== null)
      return new ArgumentError(`${d.name}: argument ${i + 1}${wrong.startsWith(':') ? '' : ' '}${wrong}`);
  }
  if (longest === 0 && !(args[0] instanceof Tensor)) {
    return new ArgumentError(`${d.name}: argument 1 must be a tensor, got ${describe(args[0])}`);
  }
  return error;
}

type AnyFunction = (...args: never[]) => unknown;

/** `f`, with a sentence for arguments of the wrong kind. */
export function guarded<F extends AnyFunction>(d: CommonDeclaration, f: F): F {
  const call = f as unknown as (...args: unknown[]) => unknown;
  return ((...args: unknown[]): unknown => {
    try {
      const result = call(...args);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        throw explained(d, args, error);
      });
    } catch (error) {
      throw explained(d, args, error);
    }
  }) as unknown as F;
}
