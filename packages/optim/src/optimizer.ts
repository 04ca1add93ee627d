import { enableGrad } from '@cresset/autograd';
import { ArgumentError, GradientError, Tensor, zerosLike } from '@cresset/tensor';
import { describe, flushOutsideScopes, parseOptions } from '@cresset/tensor/toolkit';
import { check } from './check.js';
import type { OptimizerStateDict } from './state-dict.js';
import { collectState, loadState } from './state-dict.js';

/** Options that every optimizer has. */
export interface BaseOptions {
  /** Learning rate. */
  lr?: number;
}

/** Parameters that share options; those left out are the optimizer's. */
export type GroupInput<O> = { params: Iterable<Tensor> | Tensor } & Partial<O>;

/** What an optimizer works on: parameters, or groups of them with options of their own. */
export type ParamsInput<O> = Iterable<Tensor> | Iterable<GroupInput<O>>;

/** A parameter group with all its options. Schedulers, and users, change `lr` here. */
export type ParamGroup<O extends BaseOptions = BaseOptions> = Required<O> & {
  readonly params: Tensor[];
  /** The learning rate that schedulers start from; set by them. */
  initialLr?: number;
  [option: string]: unknown;
};

/** What an optimizer remembers of one parameter: tensors, and numbers such as the step count. */
export type ParamState = Record<string, Tensor | number>;

/**
 * Base of all optimizers. A subclass gives its options with their defaults and `update`, which changes one parameter by
 * one fused kernel. Parameters and state keep their memory, and nothing is read back.
 */
export abstract class Optimizer<O extends BaseOptions = BaseOptions> {
  readonly paramGroups: ParamGroup<O>[] = [];
  /** By parameter; filled at its first step. */
  readonly state = new Map<Tensor, ParamState>();
  /** Number of steps taken; schedulers look at it to warn of a wrong order. @internal */
  steps = 0;

  /**
   * @param params parameters, or groups `{ params, …options }`
   * @param defaults the options with their defaults, those of the user in their place
   */
  constructor(
    params: ParamsInput<O>,
    readonly defaults: Required<O>,
  ) {
    const name = this.getName();
    if (
      params instanceof Tensor ||
      params === null ||
      typeof params !== 'object' ||
      !(Symbol.iterator in params)
    ) {
      throw new ArgumentError(
        `${name}: parameters must be an array (or another iterable) of tensors or of groups, got ${describe(params)}`,
      );
    }
    const list: unknown[] = [...params];
    if (list.length === 0) throw new ArgumentError(`${name}: the list of parameters is empty`);
    if (isGroup(list[0])) for (const g of list) this.addParamGroup(g as GroupInput<O>);
    else this.addParamGroup({ params: list as Tensor[] } as unknown as GroupInput<O>);
  }

  /** @throws ArgumentError for values that the optimizer can't work with */
  protected abstract checkOptions(options: Required<O>): void;

  /**
   * Changes one parameter in place. `grad` is its gradient, which `zeroGrad` releases (clone it to keep it), `group` its
   * options.
   */
  protected abstract update(param: Tensor, grad: Tensor, group: ParamGroup<O>): void;

  /**
   * Adds parameters, for example of layers that were frozen so far.
   * @throws ArgumentError for an unknown option, or a parameter that is in a group already
   * @throws GradientError for a tensor that is the result of a recorded op
   */
  addParamGroup(group: GroupInput<O>): void {
    const name = this.getName();
    if (!isGroup(group))
      throw new ArgumentError(`${name}: a group must be { params, … }, got ${describe(group)}`);
    const { params, ...options } = group;
    const list: unknown[] = params instanceof Tensor ? [params] : [...(params as Iterable<unknown>)];
    const known = new Set(this.paramGroups.flatMap((g) => g.params));
    for (const p of list) {
      if (!(p instanceof Tensor)) {
        throw new ArgumentError(`${name}: parameters must be tensors, got ${describe(p)}`);
      }
      if (!p.isLeaf) {
        throw new GradientError(
          `${name}: can't optimize the result of a recorded op (${p.gradFn!.name}); give it a leaf`,
        );
      }
      if (known.has(p)) {
        throw new ArgumentError(
          `${name}: a parameter of shape [${p.shape.join(', ')}] appears more than once`,
        );
      }
      known.add(p);
    }
    const all = parseOptions(name, options, this.defaults as object) as Required<O>;
    check(name, 'lr', all.lr, 0);
    this.checkOptions(all);
    this.paramGroups.push({ ...all, params: list as Tensor[] } as unknown as ParamGroup<O>);
  }

  /**
   * One step for every parameter that has a gradient.
   *
   * @param closure computes the loss anew, with its gradients, before the step
   * @returns what the closure returned
   */
  step(): undefined;
  step<R>(closure: () => R): R;
  step<R>(closure?: () => R): R | undefined {
    const loss = closure === undefined ? undefined : enableGrad(closure);
    if (loss instanceof Promise) {
      throw new ArgumentError(
        `${this.getName()}: the closure must be synchronous (every op is; only reading waits): its gradients would come after the step`,
      );
    }
    const { paramGroups } = this;
    for (let i = 0; i < paramGroups.length; i++) {
      const group = paramGroups[i]!;
      const { params } = group;
      for (let k = 0; k < params.length; k++) {
        const p = params[k]!;
        if (p.gradSlot !== null) this.update(p, p.gradSlot, group);
      }
    }
    this.steps++;
    flushOutsideScopes();
    return loss;
  }

  /** @param options.setToNone drop the gradients (default) or fill them with zeros */
  zeroGrad(options?: { setToNone?: boolean }): void {
    const setToNone =
      options === undefined || parseOptions('zeroGrad', options, { setToNone: true }).setToNone;
    for (const { params } of this.paramGroups) {
      for (const p of params) {
        if (setToNone) p.releaseGrad();
        else if (p.gradSlot !== null) p.grad = p.gradSlot.detach().zero_();
      }
    }
  }

  /** A state tensor of that parameter, made of zeros (or `fill`) when it isn't there yet. */
  protected slot(state: ParamState, name: string, param: Tensor, fill = 0): Tensor {
    const known = state[name];
    if (known !== undefined) return known as Tensor;
    const made = zerosLike(param).keep();
    if (fill !== 0) made.fill_(fill);
    state[name] = made;
    return made;
  }

  protected stateOf(param: Tensor): ParamState {
    let s = this.state.get(param);
    if (s === undefined) {
      s = {};
      this.state.set(param, s);
    }
    return s;
  }

  /** Options and state in PyTorch's layout and names; parameters are numbered in order. */
  stateDict(): OptimizerStateDict {
    return collectState(this.paramGroups, this.state);
  }

  /**
   * Takes over options and state, which may be PyTorch's. State tensors are cast to the dtype and device of their
   * parameters.
   * @throws ArgumentError when groups or their sizes differ
   */
  loadStateDict(dict: OptimizerStateDict): void {
    loadState(this.getName(), dict, this.paramGroups, this.state);
  }

  protected getName(): string {
    return this.constructor.name;
  }

  /** Options of each group, as PyTorch prints them. */
  toString(): string {
    const { param_groups } = this.stateDict();
    const lines = param_groups.flatMap((g, i) => [
      `Parameter Group ${i}`,
      ...Object.keys(g)
        .filter((k) => k !== 'params')
        .sort()
        .map((k) => `    ${k}: ${show(g[k])}`),
    ]);
    return `${this.getName()} (\n${lines.join('\n')}\n)`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

const isGroup = (v: unknown): v is { params: unknown } =>
  typeof v === 'object' && v !== null && !(v instanceof Tensor) && 'params' in v;

function show(v: unknown): string {
  if (v === true) return 'True';
  if (v === false) return 'False';
  if (v === null) return 'None';
  if (Array.isArray(v)) return `(${v.map(show).join(', ')})`;
  return String(v).replace(/e([+-])(\d)$/, 'e$10$2');
}
