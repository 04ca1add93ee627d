import { noGrad } from '@cresset/autograd';
import { ArgumentError, CressetError, Tensor } from '@cresset/tensor';
import { describe, sameShape, showShape } from '@cresset/tensor/toolkit';
import type { Module } from './module.js';

/** Tensors by PyTorch's dotted names. */
export type StateDict = Record<string, Tensor>;

/** What `loadStateDict` reads from: a plain object or a Map. */
export type StateSource = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

export interface LoadOptions {
  /** Refuse missing and unexpected keys (default true). */
  strict?: boolean;
}

export interface LoadResult {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** A tensor whose shape differs between module and dict. */
export interface Mismatch {
  readonly key: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
}

/** A state dict that doesn't fit: every missing, unexpected and misshapen key. */
export class StateDictError extends CressetError {
  constructor(
    module: string,
    readonly missingKeys: readonly string[],
    readonly unexpectedKeys: readonly string[],
    readonly mismatched: readonly Mismatch[],
  ) {
    const quoted = (keys: readonly string[]): string => keys.map((k) => `'${k}'`).join(', ');
    const lines = [`loadStateDict: the state dict doesn't fit ${module}:`];
    if (missingKeys.length > 0) lines.push(`  missing keys: ${quoted(missingKeys)}`);
    if (unexpectedKeys.length > 0) lines.push(`  unexpected keys: ${quoted(unexpectedKeys)}`);
    for (const m of mismatched) {
      lines.push(
        `  '${m.key}' is ${showShape(m.found)} in the state dict and ${showShape(m.expected)} in the module`,
      );
    }
    if (mismatched.length === 0) lines.push('  pass { strict: false } to load what fits');
    super('STATE_DICT', lines.join('\n'));
  }
}

interface Entry {
  /** PyTorch's name. */
  readonly key: string;
  /** The same path, fields as they are written. */
  readonly fieldKey: string;
  readonly tensor: Tensor;
}

/** Everything that a state dict holds. Shared tensors appear under each of their names, as in PyTorch. */
function entriesOf(module: Module, prefix: string, fieldPrefix: string, into: Entry[]): Entry[] {
  for (const [key, field, tensor] of module.ownParameters()) {
    into.push({ key: prefix + key, fieldKey: fieldPrefix + field, tensor });
  }
  for (const [key, field, tensor] of module.ownBuffers()) {
    if (module.bufferFields.get(field) !== true) continue;
    into.push({ key: prefix + key, fieldKey: fieldPrefix + field, tensor });
  }
  for (const [key, field, child] of module.ownChildren()) {
    entriesOf(child, `${prefix}${key}.`, `${fieldPrefix}${field}.`, into);
  }
  return into;
}

export function collectState(module: Module, prefix: string): StateDict {
  const state: StateDict = {};
  for (const { key, tensor } of entriesOf(module, prefix, prefix, [])) {
    if (Object.hasOwn(state, key)) {
      throw new ArgumentError(
        `stateDict: two fields of the module are both called '${key}' there; rename one`,
      );
    }
    state[key] = tensor.detach();
  }
  return state;
}

export function loadState(module: Module, source: StateSource, options: { strict: boolean }): LoadResult {
  if (source === null || typeof source !== 'object' || source instanceof Tensor) {
    throw new ArgumentError(`loadStateDict: expected an object or a Map of tensors, got ${describe(source)}`);
  }
  const given = new Map<string, Tensor>(source instanceof Map ? source : Object.entries(source));
  for (const [key, value] of given) {
    if (!(value instanceof Tensor)) {
      throw new ArgumentError(`loadStateDict: '${key}' must be a tensor, got ${describe(value)}`);
    }
    value.assertAlive(`loadStateDict: '${key}'`);
  }
  const missing: string[] = [];
  const mismatched: Mismatch[] = [];
  const copies: [Tensor, Tensor][] = [];
  const used = new Set<string>();
  for (const { key, fieldKey, tensor } of entriesOf(module, '', '', [])) {
    const name = given.has(fieldKey) ? fieldKey : key;
    const found = given.get(name);
    if (found === undefined) {
      missing.push(key);
      continue;
    }
    used.add(name);
    if (sameShape(found.shape, tensor.shape)) copies.push([tensor, found]);
    else mismatched.push({ key: name, expected: tensor.shape, found: found.shape });
  }
  const unexpected = [...given.keys()].filter((k) => !used.has(k));
  if (mismatched.length > 0 || (options.strict && missing.length + unexpected.length > 0)) {
    throw new StateDictError(
      module.constructor.name,
      options.strict ? missing : [],
      options.strict ? unexpected : [],
      mismatched,
    );
  }
  noGrad(() => {
    for (const [target, found] of copies) target.copy_(found);
  });
  return { missingKeys: missing, unexpectedKeys: unexpected };
}
