import { ArgumentError, UnsupportedError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import type { Member } from '../module/module.js';
import { Module } from '../module/module.js';

/** Modules in a map that knows their parameters. Keys are the user's and stay as they are. */
export class ModuleDict<T extends Module = Module> extends Module implements Iterable<[string, T]> {
  readonly #map = new Map<string, T>();

  constructor(modules: Readonly<Record<string, T>> | Iterable<readonly [string, T]> = {}) {
    super();
    this.update(modules);
  }

  protected override members(): Iterable<Member> {
    return [...this.#map].map(([key, m]) => [key, key, m]);
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: string): T | undefined {
    return this.#map.get(key);
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  set(key: string, module: T): this {
    if (typeof key !== 'string' || key === '' || key.includes('.')) {
      throw new ArgumentError(
        `ModuleDict: a key must be a non-empty string without dots, got ${describe(key)}`,
      );
    }
    if (!(module instanceof Module)) {
      throw new ArgumentError(`ModuleDict: '${key}' must be a Module, got ${describe(module)}`);
    }
    this.#map.set(key, module);
    return this;
  }

  delete(key: string): boolean {
    return this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }

  /** Adds or replaces several. */
  update(modules: Readonly<Record<string, T>> | Iterable<readonly [string, T]>): this {
    const entries = Symbol.iterator in modules ? modules : Object.entries(modules);
    for (const [key, m] of entries) this.set(key, m);
    return this;
  }

  keys(): Iterable<string> {
    return this.#map.keys();
  }

  values(): Iterable<T> {
    return this.#map.values();
  }

  entries(): Iterable<[string, T]> {
    return this.#map.entries();
  }

  [Symbol.iterator](): Iterator<[string, T]> {
    return this.#map[Symbol.iterator]();
  }

  forward(): never {
    throw new UnsupportedError('ModuleDict: has no forward; call those of its modules');
  }
}
