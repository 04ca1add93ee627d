import { ArgumentError, UnsupportedError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import { indent } from '../module/format.js';
import { Module } from '../module/module.js';

/** Modules in an array that knows its parameters: `list[i]`, `for (const m of list)`. */
export class ModuleList<T extends Module = Module> extends Module implements Iterable<T> {
  [index: number]: T;

  constructor(modules: Iterable<T> = []) {
    super();
    this.extend(modules);
  }

  get length(): number {
    return this.ownChildren().length;
  }

  /** The module at a position; negative ones count from the end. */
  at(index: number): T | undefined {
    return this.toList().at(index);
  }

  private toList(): T[] {
    return this.ownChildren().map(([, , m]) => m as T);
  }

  append(module: T): this {
    if (!(module instanceof Module))
      throw new ArgumentError(`ModuleList: expected a Module, got ${describe(module)}`);
    this.registerModule(String(this.length), module);
    return this;
  }

  extend(modules: Iterable<T>): this {
    for (const m of modules) this.append(m);
    return this;
  }

  /** Puts a module before position `index`. */
  insert(index: number, module: T): this {
    const list = this.toList();
    list.splice(index, 0, module);
    list.forEach((m, i) => {
      this.registerModule(String(i), m);
    });
    return this;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.toList()[Symbol.iterator]();
  }

  forward(): never {
    throw new UnsupportedError('ModuleList: has no forward; call those of its modules');
  }

  /** Equal neighbours are printed once, with their number. */
  override toString(): string {
    const runs: { text: string; from: number; to: number }[] = [];
    this.toList().forEach((m, i) => {
      const text = m.toString();
      const last = runs[runs.length - 1];
      if (last?.text === text) last.to = i;
      else runs.push({ text, from: i, to: i });
    });
    if (runs.length === 0) return `${this.getName()}()`;
    const lines = runs.map(({ text, from, to }) => {
      const shown = from === to ? `(${from}): ${text}` : `(${from}-${to}): ${to - from + 1} x ${text}`;
      return indent(shown);
    });
    return `${this.getName()}(\n  ${lines.join('\n  ')}\n)`;
  }
}
