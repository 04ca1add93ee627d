import { ArgumentError, type Tensor } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import { BackwardPass } from './backward-hooks.js';
import type { Module } from './module.js';

export type Grads = readonly (Tensor | null)[];

// biome-ignore-start lint/suspicious/noExplicitAny: hooks see the arguments and the output of any module
// biome-ignore-start lint/suspicious/noConfusingVoidType: a hook may return nothing
/** Before `forward`. An array replaces the arguments, another value but undefined the only one. */
export type ForwardPreHook = (module: any, args: any[]) => unknown;
/** After `forward`. What it returns, unless undefined, replaces the output. */
export type ForwardHook = (module: any, args: any[], output: any) => unknown;
/** Before the gradients of the inputs are computed. */
export type BackwardPreHook = (module: any, gradOutput: Grads) => Grads | Tensor | void;
/** When the gradients of the inputs are known. */
export type BackwardHook = (module: any, gradInput: Grads, gradOutput: Grads) => Grads | Tensor | void;
// biome-ignore-end lint/suspicious/noConfusingVoidType: see above
// biome-ignore-end lint/suspicious/noExplicitAny: see above

export interface HookOptions {
  /** Run before the hooks of this kind that are there already (default false). */
  prepend?: boolean;
}

/** Takes the hook off again; harmless twice. */
export interface HookHandle {
  remove(): void;
}

interface Kinds {
  forwardPre: ForwardPreHook;
  forward: ForwardHook;
  backwardPre: BackwardPreHook;
  backward: BackwardHook;
}

type Forward = (...args: unknown[]) => unknown;

/**
 * The hooks of one module. While there are any, the instance has a `forward` of its own around the class's: modules
 * without hooks pay nothing.
 */
export class Hooks {
  readonly #lists: { [K in keyof Kinds]: Kinds[K][] } = {
    forwardPre: [],
    forward: [],
    backwardPre: [],
    backward: [],
  };
  /** The `forward` that the instance had of its own, as an arrow function in a field is. */
  #own: PropertyDescriptor | undefined;
  #installed = false;

  constructor(private readonly module: Module) {}

  add<K extends keyof Kinds>(kind: K, hook: Kinds[K], options?: HookOptions): HookHandle {
    if (typeof hook !== 'function')
      throw new ArgumentError(`register a hook: expected a function, got ${describe(hook)}`);
    const { prepend } = parseOptions('register a hook', options, { prepend: false });
    const list = this.#lists[kind];
    // An entry of its own for each registration: the same function may be registered twice.
    const entry = ((...args: never[]) =>
      (hook as (...a: never[]) => unknown)(...args)) as unknown as Kinds[K];
    if (prepend) list.unshift(entry);
    else list.push(entry);
    this.#install();
    return {
      remove: () => {
        const at = list.indexOf(entry);
        if (at >= 0) list.splice(at, 1);
        if (Object.values(this.#lists).every((l) => l.length === 0)) this.#uninstall();
      },
    };
  }

  #install(): void {
    if (this.#installed) return;
    this.#installed = true;
    this.#own = Object.getOwnPropertyDescriptor(this.module, 'forward');
    const inner = this.module.forward as Forward;
    Object.defineProperty(this.module, 'forward', {
      value: (...args: unknown[]) => this.#run(inner, args),
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }

  #uninstall(): void {
    if (!this.#installed) return;
    this.#installed = false;
    if (this.#own === undefined) delete (this.module as { forward?: unknown }).forward;
    else Object.defineProperty(this.module, 'forward', this.#own);
  }

  #run(inner: Forward, given: unknown[]): unknown {
    const { module } = this;
    let args = given;
    for (const hook of [...this.#lists.forwardPre]) {
      const changed = hook(module, args);
      if (changed !== undefined) args = Array.isArray(changed) ? changed : [changed];
    }
    const { backwardPre, backward } = this.#lists;
    const pass =
      backwardPre.length + backward.length > 0
        ? new BackwardPass(module, [...backwardPre], [...backward])
        : null;
    if (pass !== null) args = pass.enter(args);
    let output = inner.apply(module, args);
    for (const hook of [...this.#lists.forward]) {
      const changed = hook(module, args, output);
      if (changed !== undefined) output = changed;
    }
    return pass === null ? output : pass.leave(output);
  }
}
