import { ArgumentError, Tensor, UnsupportedError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import type { Member } from '../module/module.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import { describeTypedEntry } from './describe-parameter.js';

/** Parameters in a map that a module knows. Keys stay as they are; plain tensors become parameters. */
export class ParameterDict extends Module implements Iterable<[string, Parameter]> {
  readonly #map = new Map<string, Parameter>();

  constructor(parameters: Readonly<Record<string, Tensor>> | Iterable<readonly [string, Tensor]> = {}) {
    super();
    const entries = Symbol.iterator in parameters ? parameters : Object.entries(parameters);
    for (const [key, p] of entries) this.set(key, p);
  }

  protected override members(): Iterable<Member> {
    return [...this.#map].map(([key, p]) => [key, key, p]);
  }

  override putMember(key: string, value: unknown): void {
    this.#map.set(key, value as Parameter);
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: string): Parameter | undefined {
    return this.#map.get(key);
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  set(key: string, parameter: Tensor): this {
    if (typeof key !== 'string' || key === '' || key.includes('.')) {
      throw new ArgumentError(
        `ParameterDict: a key must be a non-empty string without dots, got ${describe(key)}`,
      );
    }
    if (!(parameter instanceof Tensor)) {
      throw new ArgumentError(`ParameterDict: '${key}' must be a tensor, got ${describe(parameter)}`);
    }
    this.#map.set(key, parameter instanceof Parameter ? parameter : new Parameter(parameter));
    return this;
  }

  delete(key: string): boolean {
    return this.#map.delete(key);
  }

  keys(): Iterable<string> {
    return this.#map.keys();
  }

  values(): Iterable<Parameter> {
    return this.#map.values();
  }

  [Symbol.iterator](): Iterator<[string, Parameter]> {
    return this.#map[Symbol.iterator]();
  }

  forward(): never {
    throw new UnsupportedError('ParameterDict: has no forward; use its parameters');
  }

  override extraRepr(): string {
    return [...this.#map].map(([key, p]) => describeTypedEntry(key, p)).join('\n');
  }
}
