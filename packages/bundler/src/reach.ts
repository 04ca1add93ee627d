import type { Node, Program } from './ast.js';
import { type Link, ModuleShape } from './module.js';
import { type Origin, type References, referencesOf } from './references.js';

/** What the search asks of the bundler. */
export interface Host {
  /** @returns the module's id, or null for what isn't bundled */
  resolve(source: string, importer: string): Promise<string | null>;
  /** @returns null for what is no JavaScript or TypeScript */
  parse(id: string): Promise<Program | null>;
  /** The text of a module that can't be parsed. */
  text(id: string): Promise<string>;
  /** Whether the module belongs to a package with `sideEffects: false`. */
  isPure(id: string): boolean;
}

export interface Family {
  /** Tensor's module that attaches the methods. */
  isUse(id: string): boolean;
  /** The module of class Tensor. */
  isTensor(id: string): boolean;
  /** The module that exports all ops. */
  isOps(id: string): boolean;
  /** A backend's list of overrides. */
  isOverrides(id: string): boolean;
  /** A backend's library of functions for its kernels. */
  isLibrary(id: string): boolean;
  origin(id: string): Origin;
  /** Whether no tensor's method can be called in a module: it is a backend's, or works on expressions and commands. */
  isBelow(id: string): boolean;
}

export interface Reached {
  /** Methods, in order. */
  readonly names: readonly string[];
  /** The module to take them from. */
  readonly from: string;
  /** Names of all ops in the program, also of those that are only parts of others. */
  readonly primitives: ReadonlySet<string>;
  /** Names by which methods of tensors may be called. */
  readonly words: ReadonlySet<string>;
  /** Names by which methods are called, those of scalar expressions too. */
  readonly called: ReadonlySet<string>;
}

/**
 * Which ops a program can reach by their method names.
 *
 * A small tree shaker: from the entries it follows names to the statements that declare them, through packages without
 * side effects statement by statement, through others whole. In every statement on the way it collects the names by which
 * a method may be called. An op whose name (or `name_`) is among them joins the program with its own statements, which
 * may call further methods; the search ends when nothing joins any more.
 */
export class Reach {
  private readonly modules = new Map<string, Promise<ModuleShape | null>>();
  private readonly included = new Set<Node>();
  private readonly touched = new Set<string>();
  private readonly wanted = new Set<string>();
  private readonly words = new Set<string>();
  private readonly calls = new Set<string>();
  private readonly found = new Set<string>();
  /** Ops, and the parts that they are made of, by name. */
  private readonly primitives = new Set<string>();
  /** Methods of class Tensor that nothing has called yet. */
  private waiting: { readonly name: string; readonly include: () => void }[] = [];
  private pending: (() => Promise<void>)[] = [];
  private opsModule: string | null = null;

  constructor(
    private readonly host: Host,
    private readonly family: Family,
  ) {}

  /**
   * @param keep names of ops that are called in ways which no search can see
   * @returns null where no op can be called
   */
  async search(entries: readonly string[], keep: readonly string[]): Promise<Reached | null> {
    for (const entry of entries) this.later(() => this.wantAll(entry));
    for (const name of keep) this.words.add(name);
    for (;;) {
      while (this.pending.length > 0) {
        const { pending } = this;
        this.pending = [];
        await Promise.all(pending.map((task) => task()));
      }
      const called = this.includeCalled();
      if (!(this.opsModule !== null && (await this.addOps(this.opsModule))) && !called) break;
    }
    const { opsModule: from, primitives, words } = this;
    const called = new Set([...words, ...this.calls]);
    return from === null ? null : { names: [...this.found].sort(), from, primitives, words, called };
  }

  private later(task: () => Promise<void>): void {
    this.pending.push(task);
  }

  private includeCalled(): boolean {
    const called = this.waiting.filter(({ name }) => this.words.has(name));
    this.waiting = this.waiting.filter(({ name }) => !this.words.has(name));
    for (const { include } of called) include();
    return called.length > 0;
  }

  private async addOps(from: string): Promise<boolean> {
    let grew = false;
    for (const name of await this.exportNames(from)) {
      if (this.found.has(name) || !(this.words.has(name) || this.words.has(`${name}_`))) continue;
      this.found.add(name);
      this.later(() => this.want(from, [name]));
      grew = true;
    }
    return grew;
  }

  private shape(id: string): Promise<ModuleShape | null> {
    let shape = this.modules.get(id);
    if (shape === undefined) {
      shape = this.host.parse(id).then((program) => (program === null ? null : new ModuleShape(program)));
      this.modules.set(id, shape);
    }
    return shape;
  }

  private async exportNames(id: string): Promise<Set<string>> {
    const shape = await this.shape(id);
    const names = new Set(shape?.exports.keys());
    for (const source of shape?.stars ?? []) {
      const target = await this.host.resolve(source, id);
      if (target !== null) for (const name of await this.exportNames(target)) names.add(name);
    }
    names.delete('default');
    return names;
  }

  /** The module runs: what it does on its own is part of the program. */
  private async touch(id: string): Promise<ModuleShape | null> {
    const shape = await this.shape(id);
    if (this.touched.has(id)) return shape;
    this.touched.add(id);
    if (shape === null) {
      for (const word of (await this.host.text(id)).match(/[\w$]+/g) ?? []) this.words.add(word);
    } else if (this.host.isPure(id)) {
      for (const statement of shape.effects) this.include(id, shape, statement);
    } else {
      for (const statement of shape.statements) this.include(id, shape, statement);
      for (const source of shape.sources) {
        this.later(async () => {
          const target = await this.host.resolve(source, id);
          // A package without side effects runs only as far as something of it is used.
          if (target !== null && !this.host.isPure(target)) await this.touch(target);
        });
      }
    }
    return shape;
  }

  private async wantAll(id: string): Promise<void> {
    if (this.wanted.has(id)) return;
    this.wanted.add(id);
    const shape = await this.touch(id);
    for (const name of shape?.exports.keys() ?? []) await this.want(id, [name]);
    for (const source of shape?.stars ?? []) await this.follow(id, { source, path: [] }, []);
  }

  /** An export of a module, and then members of it. */
  private async want(id: string, path: readonly string[]): Promise<void> {
    if (path.length === 0) return this.wantAll(id);
    const key = `${id}\0${path.join('.')}`;
    if (this.wanted.has(key)) return;
    this.wanted.add(key);
    const shape = await this.shape(id);
    if (shape === null) {
      await this.touch(id);
      return;
    }
    const [name, ...rest] = path as [string, ...string[]];
    const target = shape.exports.get(name);
    if (typeof target === 'string') return this.wantLocal(id, shape, target, rest);
    if (target !== undefined) return this.follow(id, target, rest);
    for (const source of shape.stars) {
      const module = await this.host.resolve(source, id);
      if (module !== null && (await this.exportNames(module)).has(name)) return this.want(module, path);
    }
  }

  private async wantLocal(
    id: string,
    shape: ModuleShape,
    name: string,
    members: readonly string[],
  ): Promise<void> {
    const statement = shape.declared.get(name);
    if (statement !== undefined) {
      await this.touch(id);
      this.include(id, shape, statement);
      return;
    }
    const link = shape.imports.get(name);
    if (link !== undefined) await this.follow(id, link, members);
  }

  private async follow(id: string, link: Link, members: readonly string[]): Promise<void> {
    const target = await this.host.resolve(link.source, id);
    if (target === null) return;
    if (this.family.isUse(id) && this.family.isOps(target)) {
      this.opsModule = target;
      return;
    }
    await this.want(target, [...link.path, ...members]);
  }

  private include(id: string, shape: ModuleShape, statement: Node): void {
    if (this.included.has(statement)) return;
    this.included.add(statement);
    const references: References = referencesOf(statement, this.family.origin(id));
    for (const { name, body } of references.methods) {
      this.waiting.push({ name, include: () => this.include(id, shape, body) });
    }
    for (const name of references.primitives) this.primitives.add(name);
    for (const name of references.calls) this.calls.add(name);
    if (!this.family.isBelow(id)) for (const word of references.words) this.words.add(word);
    this.later(async () => {
      for (const { name, members } of references.names) await this.wantLocal(id, shape, name, members);
      for (const source of references.dynamic) await this.follow(id, { source, path: [] }, []);
    });
  }
}
