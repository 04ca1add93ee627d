import { ArgumentError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import type { Member } from '../module/module.js';
import { Module } from '../module/module.js';

/**
 * Modules one after the other, each getting the output of the one before: `new Sequential(a, b, c)`, or with names,
 * `new Sequential({ conv: a, relu: b })`. Children stand in fields named by number or name: `net[0]`.
 */
export class Sequential extends Module implements Iterable<Module> {
  [index: number]: Module;

  constructor(...modules: Module[]);
  constructor(modules: Readonly<Record<string, Module>>);
  constructor(...args: (Module | Readonly<Record<string, Module>>)[]) {
    super();
    const [first] = args;
    const named =
      args.length === 1 && first !== null && typeof first === 'object' && !(first instanceof Module);
    for (const [name, m] of named ? Object.entries(first) : args.map((a, i) => [String(i), a] as const)) {
      if (!(m instanceof Module))
        throw new ArgumentError(`Sequential: '${name}' must be a Module, got ${describe(m)}`);
      this.registerModule(name, m);
    }
  }

  /** Keys are the user's and stay as they are. */
  protected override members(): Iterable<Member> {
    return Object.entries(this).map(([name, value]) => [name, name, value]);
  }

  #list(): Module[] {
    return this.ownChildren().map(([, , m]) => m);
  }

  get length(): number {
    return this.ownChildren().length;
  }

  /** The module at a position; negative ones count from the end. */
  at(index: number): Module | undefined {
    return this.#list().at(index);
  }

  /** A Sequential of the modules from `start` to before `end`, which are shared with this one. */
  slice(start?: number, end?: number): Sequential {
    return new Sequential(
      Object.fromEntries(
        this.ownChildren()
          .slice(start, end)
          .map(([key, , m]) => [key, m]),
      ),
    );
  }

  /** Adds a module at the end. */
  append(module: Module): this {
    this.registerModule(String(this.length), module);
    return this;
  }

  [Symbol.iterator](): Iterator<Module> {
    return this.#list()[Symbol.iterator]();
  }

  // biome-ignore lint/suspicious/noExplicitAny: it takes what its first module takes and gives what its last one gives
  forward(input: any): any {
    let x = input;
    for (const [, , m] of this.ownChildren()) x = m.forward(x);
    return x;
  }
}
