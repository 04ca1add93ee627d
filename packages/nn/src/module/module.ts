import type { Device, DTypeLike } from '@cresset/tensor';
import { ArgumentError, IndexError, Tensor } from '@cresset/tensor';
import { describe, parseOptions, toSnakeCase } from '@cresset/tensor/toolkit';
import { Parameter } from '../parameter.js';
import { showTree } from './format.js';
import type {
  BackwardHook,
  BackwardPreHook,
  ForwardHook,
  ForwardPreHook,
  HookHandle,
  HookOptions,
} from './hooks.js';
import { Hooks } from './hooks.js';
import type { LoadOptions, LoadResult, StateDict, StateSource } from './state-dict.js';
import { collectState, loadState } from './state-dict.js';
import type { TargetLike } from './to.js';
import { moveTensors, moveTensorsAsync, parseTarget } from './to.js';

/** Something a module owns: its key in state dicts, the field it stands in, and the value. */
export type Member = readonly [key: string, field: string, value: unknown];

/** A child, parameter or buffer with its dotted name, which is PyTorch's: `layer1.0.bn1.running_mean`. */
export type Named<T> = [name: string, value: T];

export interface NamedOptions {
  /** Put before each name, with a dot (default '': nothing). */
  prefix?: string;
  /** Include the children's (default true). */
  recurse?: boolean;
  /** Name something shared only once, at its first place (default true). */
  removeDuplicate?: boolean;
}

/**
 * Base of all layers and networks. Fields that hold a `Parameter` are its parameters, fields that hold a `Module` its
 * children; nothing is registered. Subclasses write `forward`, and users call it: hooks work through it.
 *
 * ```ts
 * class Net extends nn.Module {
 *   fc1 = new nn.Linear(784, 128);
 *   fc2 = new nn.Linear(128, 10);
 *   forward(x: Tensor): Tensor {
 *     return this.fc2.forward(this.fc1.forward(x).relu());
 *   }
 * }
 * ```
 *
 * Names that a user sees (of parameters, in state dicts, in the printed tree) are PyTorch's: a field `maxPool` is
 * called `max_pool`.
 */
export abstract class Module {
  /** Whether the module is in training mode: dropout drops, batch norm uses the batch's statistics. */
  training = true;
  readonly #buffers = new Map<string, boolean>();
  #hooks: Hooks | null = null;

  // biome-ignore lint/suspicious/noExplicitAny: each module takes and gives what it likes
  abstract forward(...args: any[]): any;

  /**
   * What this module itself owns, in order. Containers that keep their parts elsewhere, or under keys that users
   * choose, override it.
   */
  protected members(): Iterable<Member> {
    return Object.entries(this).map(([field, value]) => [toSnakeCase(field), field, value]);
  }

  /** Puts a value into the place of a member, without registering anything. @internal */
  putMember(field: string, value: unknown): void {
    (this as unknown as Record<string, unknown>)[field] = value;
  }

  /** Own buffers by field, and whether state dicts hold them. @internal */
  get bufferFields(): ReadonlyMap<string, boolean> {
    return this.#buffers;
  }

  /** @internal */
  ownParameters(): readonly (readonly [key: string, field: string, value: Parameter])[] {
    const found: [string, string, Parameter][] = [];
    for (const [key, field, value] of this.members()) {
      if (value instanceof Parameter && !this.#buffers.has(field)) found.push([key, field, value]);
    }
    return found;
  }

  /** @internal */
  ownBuffers(): readonly (readonly [key: string, field: string, value: Tensor])[] {
    const found: [string, string, Tensor][] = [];
    for (const field of this.#buffers.keys()) {
      const value = (this as unknown as Record<string, unknown>)[field];
      if (value instanceof Tensor) found.push([toSnakeCase(field), field, value]);
    }
    return found;
  }

  /** @internal */
  ownChildren(): readonly (readonly [key: string, field: string, value: Module])[] {
    const found: [string, string, Module][] = [];
    for (const [key, field, value] of this.members())
      if (value instanceof Module) found.push([key, field, value]);
    return found;
  }

  /**
   * Makes a tensor part of the module's state without being a parameter, as batch norm's running statistics are.
   *
   * @param name field to put it in, in camel case
   * @param tensor null: the buffer doesn't exist, but its name is taken
   * @param options.persistent whether state dicts hold it (default true)
   * @returns the tensor, for `runningMean = this.registerBuffer('runningMean', zeros([n]))`
   */
  registerBuffer<T extends Tensor | null>(name: string, tensor: T, options?: { persistent?: boolean }): T {
    const o = parseOptions('registerBuffer', options, { persistent: true });
    this.#checkName('registerBuffer', name);
    if (tensor !== null && !(tensor instanceof Tensor)) {
      throw new ArgumentError(`registerBuffer: '${name}' must be a tensor or null, got ${describe(tensor)}`);
    }
    tensor?.keep();
    (this as unknown as Record<string, unknown>)[name] = tensor;
    this.#buffers.set(name, o.persistent);
    return tensor;
  }

  /** Adds a parameter under a computed name; `this.name = parameter` is the usual way. */
  registerParameter(name: string, parameter: Parameter | null): void {
    this.#checkName('registerParameter', name);
    if (parameter !== null && !(parameter instanceof Parameter)) {
      throw new ArgumentError(
        `registerParameter: '${name}' must be a Parameter or null, got ${describe(parameter)}`,
      );
    }
    (this as unknown as Record<string, unknown>)[name] = parameter;
  }

  /** Adds a child under a computed name; `this.name = module` is the usual way. */
  registerModule(name: string, module: Module): void {
    this.#checkName('registerModule', name);
    if (!(module instanceof Module)) {
      throw new ArgumentError(`registerModule: '${name}' must be a Module, got ${describe(module)}`);
    }
    (this as unknown as Record<string, unknown>)[name] = module;
  }

  /** A dot would be taken for a level, and a method must not be covered. */
  #checkName(op: string, name: string): void {
    if (typeof name !== 'string' || name === '' || name.includes('.')) {
      throw new ArgumentError(`${op}: a name must be a non-empty string without dots, got ${describe(name)}`);
    }
    if (name in this && !Object.hasOwn(this, name)) {
      throw new ArgumentError(`${op}: ${this.getName()} has a method or property called '${name}' already`);
    }
  }

  /** This module and all below it, parents first. A shared one is named once unless `removeDuplicate` is false. */
  namedModules(options?: Omit<NamedOptions, 'recurse'>): Named<Module>[] {
    const o = parseOptions('namedModules', options, { prefix: '', removeDuplicate: true });
    const found: Named<Module>[] = [];
    const seen = new Set<Module>();
    const visit = (module: Module, name: string): void => {
      if (o.removeDuplicate && seen.has(module)) return;
      seen.add(module);
      found.push([name, module]);
      for (const [key, , child] of module.ownChildren()) visit(child, name === '' ? key : `${name}.${key}`);
    };
    visit(this, o.prefix);
    return found;
  }

  modules(): Module[] {
    return this.namedModules().map(([, m]) => m);
  }

  /** Immediate children; a shared one once. */
  namedChildren(): Named<Module>[] {
    const seen = new Set<Module>();
    return this.ownChildren().flatMap(([key, , child]) => {
      if (seen.has(child)) return [];
      seen.add(child);
      return [[key, child]];
    });
  }

  children(): Module[] {
    return this.namedChildren().map(([, m]) => m);
  }

  #named<T>(
    op: string,
    options: NamedOptions | undefined,
    own: (m: Module) => readonly (readonly [key: string, field: string, value: T])[],
  ): Named<T>[] {
    const o = parseOptions(op, options, { prefix: '', recurse: true, removeDuplicate: true });
    const found: Named<T>[] = [];
    const seen = new Set<T>();
    const { prefix, removeDuplicate } = o;
    const modules: Named<Module>[] = o.recurse
      ? this.namedModules({ prefix, removeDuplicate })
      : [[prefix, this]];
    for (const [name, module] of modules) {
      for (const [key, , value] of own(module)) {
        if (removeDuplicate && seen.has(value)) continue;
        seen.add(value);
        found.push([name === '' ? key : `${name}.${key}`, value]);
      }
    }
    return found;
  }

  /** Parameters with their names, those of the module itself first, then those of the children in order. */
  namedParameters(options?: NamedOptions): Named<Parameter>[] {
    return this.#named('namedParameters', options, (m) => m.ownParameters());
  }

  /** @param options.recurse include the children's (default true) */
  parameters(options?: { recurse?: boolean }): Parameter[] {
    const o = parseOptions('parameters', options, { recurse: true });
    return this.namedParameters(o).map(([, p]) => p);
  }

  namedBuffers(options?: NamedOptions): Named<Tensor>[] {
    return this.#named('namedBuffers', options, (m) => m.ownBuffers());
  }

  /** @param options.recurse include the children's (default true) */
  buffers(options?: { recurse?: boolean }): Tensor[] {
    const o = parseOptions('buffers', options, { recurse: true });
    return this.namedBuffers(o).map(([, b]) => b);
  }

  /**
   * The module of that dotted name; '' is this module. Fields are found by their own name too (`maxPool`).
   * @throws IndexError when a part of the name doesn't exist
   */
  getSubmodule(target: string): Module {
    let at: Module = this;
    if (target === '') return at;
    for (const part of target.split('.')) {
      const child = at.ownChildren().find(([key, field]) => key === part || field === part);
      if (child === undefined) {
        const known = at.ownChildren().map(([key]) => key);
        throw new IndexError(
          `getSubmodule: '${target}': ${at.getName()} has no child '${part}' (children: ${known.join(', ') || 'none'})`,
        );
      }
      at = child[2];
    }
    return at;
  }

  /** @throws IndexError when there is no such parameter */
  getParameter(target: string): Parameter {
    return this.#find('getParameter', target, (m) => m.ownParameters());
  }

  /** @throws IndexError when there is no such buffer */
  getBuffer(target: string): Tensor {
    return this.#find('getBuffer', target, (m) => m.ownBuffers());
  }

  #find<T>(
    op: string,
    target: string,
    own: (m: Module) => readonly (readonly [key: string, field: string, value: T])[],
  ): T {
    const dot = target.lastIndexOf('.');
    const module = this.getSubmodule(target.slice(0, Math.max(dot, 0)));
    const last = target.slice(dot + 1);
    const found = own(module).find(([key, field]) => key === last || field === last);
    if (found === undefined) {
      const known = own(module).map(([key]) => key);
      throw new IndexError(
        `${op}: '${target}': ${module.getName()} has no '${last}' (known: ${known.join(', ') || 'none'})`,
      );
    }
    return found[2];
  }

  /** Calls `f` on every module below, children first, and then on this one. */
  apply(f: (module: Module) => void): this {
    for (const [, child] of this.namedChildren()) child.apply(f);
    f(this);
    return this;
  }

  /** Sets training mode here and below. */
  train(mode = true): this {
    if (typeof mode !== 'boolean')
      throw new ArgumentError(`train: mode must be true or false, got ${describe(mode)}`);
    for (const m of this.modules()) m.training = mode;
    return this;
  }

  /** Sets evaluation mode here and below. */
  eval(): this {
    return this.train(false);
  }

  /** Whether gradients are collected for the parameters; false freezes them. */
  requiresGrad_(requiresGrad = true): this {
    for (const p of this.parameters()) p.requiresGrad_(requiresGrad);
    return this;
  }

  /** @param options.setToNone drop the gradients (default) or fill them with zeros */
  zeroGrad(options?: { setToNone?: boolean }): void {
    const { setToNone } = parseOptions('zeroGrad', options, { setToNone: true });
    for (const p of this.parameters()) {
      if (setToNone) p.releaseGrad();
      else if (p.gradSlot !== null) p.grad = p.gradSlot.detach().zero_();
    }
  }

  /**
   * Moves parameters and buffers to a device, casts the floating-point ones to a dtype, or both; in place, so that
   * optimizers stay valid and shared parameters shared.
   *
   * `net.to('cpu')`, `net.to('float64')`, `net.to('cpu', 'float64')`, `net.to({ device: 'cpu', dtype: 'float64' })`
   *
   * @throws DTypeError when the dtype isn't floating-point
   * @throws SyncReadError where the device can't block: `await net.toDevice(…)`
   */
  to(target: TargetLike, dtype?: DTypeLike): this {
    moveTensors([...this.parameters(), ...this.buffers()], parseTarget(target, dtype));
    return this;
  }

  /** As `to`, for modules on devices that can't block while their memory is read. */
  async toDevice(target: TargetLike, dtype?: DTypeLike): Promise<this> {
    await moveTensorsAsync([...this.parameters(), ...this.buffers()], parseTarget(target, dtype));
    return this;
  }

  /** Floating-point parameters and buffers as float32. */
  float(): this {
    return this.to('float32');
  }

  /** Floating-point parameters and buffers as float64. */
  double(): this {
    return this.to('float64');
  }

  /** Floating-point parameters and buffers as float16. */
  half(): this {
    return this.to('float16');
  }

  /** Floating-point parameters and buffers as bfloat16. */
  bfloat16(): this {
    return this.to('bfloat16');
  }

  /** Device of the first parameter or buffer; null for a module without any. */
  get device(): Device | null {
    const first = this.parameters()[0] ?? this.buffers()[0];
    return first === undefined ? null : first.device;
  }

  /**
   * Parameters and persistent buffers by PyTorch's names. The tensors share the module's memory and are outside of any
   * graph: clone them to keep a snapshot.
   */
  stateDict(options?: { prefix?: string }): StateDict {
    const { prefix } = parseOptions('stateDict', options, { prefix: '' });
    return collectState(this, prefix);
  }

  /**
   * Copies values into parameters and buffers. Keys are PyTorch's; a key written as the fields are (`runningMean`) wins
   * where it is present. Nothing is changed unless everything fits.
   *
   * @param options.strict refuse missing and unexpected keys (default true)
   * @returns the missing and the unexpected keys, which are empty when strict
   * @throws StateDictError naming all missing, unexpected and misshapen keys at once; misshapen ones also when not strict
   */
  loadStateDict(state: StateSource, options?: LoadOptions): LoadResult {
    return loadState(this, state, parseOptions('loadStateDict', options, { strict: true }));
  }

  #hooked(): Hooks {
    this.#hooks ??= new Hooks(this);
    return this.#hooks;
  }

  /**
   * Calls `hook(module, args)` before `forward`. An array that it returns replaces the arguments; another value but
   * undefined replaces the only one.
   */
  registerForwardPreHook(hook: ForwardPreHook, options?: HookOptions): HookHandle {
    return this.#hooked().add('forwardPre', hook, options);
  }

  /** Calls `hook(module, args, output)` after `forward`; what it returns, if anything, replaces the output. */
  registerForwardHook(hook: ForwardHook, options?: HookOptions): HookHandle {
    return this.#hooked().add('forward', hook, options);
  }

  /**
   * Calls `hook(module, gradOutput)` before the gradients of the module's inputs are computed; gradients that it
   * returns replace `gradOutput`.
   */
  registerFullBackwardPreHook(hook: BackwardPreHook, options?: HookOptions): HookHandle {
    return this.#hooked().add('backwardPre', hook, options);
  }

  /**
   * Calls `hook(module, gradInput, gradOutput)` when the gradients of the module's tensor arguments are known; gradients
   * that it returns replace `gradInput`. Entries for what isn't a tensor or needs no gradient are null.
   */
  registerFullBackwardHook(hook: BackwardHook, options?: HookOptions): HookHandle {
    return this.#hooked().add('backward', hook, options);
  }

  /** The class's name in printed trees. */
  protected getName(): string {
    return this.constructor.name;
  }

  /** What stands between the parentheses of the printed module, as PyTorch's layers show their settings. */
  extraRepr(): string {
    return '';
  }

  /** PyTorch's tree. */
  toString(): string {
    return showTree(
      this.getName(),
      this.extraRepr(),
      this.ownChildren().map(([key, , child]) => [key, child.toString()]),
    );
  }

  /** So that `console.log(net)` in Node prints the tree. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
