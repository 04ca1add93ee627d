import type { DType } from '../dtype.js';
import { float32, onDefaultDtype } from '../dtype.js';
import { ArgumentError, DTypeError } from '../errors.js';
import type { Scalar } from '../expr/scalar.js';
import { constant, load, param } from '../expr/scalar.js';
import { promoteTypes, resultType, scalarKind, toFloating } from '../promote.js';
import { Tensor } from '../tensor.js';
import type { Instance } from './elementwise.js';
import { makeInstance } from './elementwise.js';
import {
  callDenseBinary,
  callDenseScalar,
  callDenseUnary,
  callInPlace,
  callInstance,
  denseAlike,
} from './elementwise-call.js';
import type { CommonDeclaration, OpInfo } from './info.js';
import { makeInfo } from './info.js';
import { describe, parseOptions } from './options.js';

export type OptionValue = number | boolean | string | null;

/** An option as the expression sees it: a run-time scalar when it is a number other than the default. */
export type OptionScalar = Scalar | OptionValue;

export interface ElementwiseDeclaration extends CommonDeclaration {
  /** Names of the operands, for error sentences. Default: `['input']`. */
  readonly operands?: readonly string[];
  /** Options and their defaults. */
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Options that may be given by position after the operands. */
  readonly positional?: readonly string[];
  /** The values that an option may have, where its default doesn't tell (`roundingMode`). */
  readonly choices?: Readonly<Record<string, readonly OptionValue[]>>;
  /**
   * `same` (default): operands are promoted to their common dtype and the op computes in it.
   * `floating`: integers and bool are promoted to float32 first, as in `exp` and true division.
   */
  readonly promote?:
    | 'same'
    | 'floating'
    | ((options: Readonly<Record<string, OptionValue>>) => 'same' | 'floating');
  /** Whether numbers among the options take part in type promotion (default true). */
  readonly promoteOptions?: boolean;
  /** Type of the options that are run-time scalars, from the compute dtype (the default). */
  readonly optionType?: (compute: DType) => DType;
  /** Refuses operands and options that promotion alone would let pass. */
  readonly check?: (
    operands: readonly ElementwiseOperand[],
    options: Readonly<Record<string, OptionValue>>,
  ) => void;
  /** Dtypes of operands that take no part in promotion (the condition of `where`). */
  readonly fixed?: Readonly<Record<number, DType>>;
  /** Number operands that get an expression of their own (`pow(x, 2)` is a product). */
  readonly literals?: readonly number[];
  /** The body. Operands come in the compute dtype: float32 for half types, which `type` still tells. */
  readonly expr: (
    operands: readonly Scalar[],
    options: Readonly<Record<string, OptionScalar>>,
    type: DType,
  ) => Scalar;
  /** Gradients of the operands in closed form; operands, `g` and `output` come in the compute dtype. */
  readonly gradient?: (
    g: Scalar,
    operands: readonly Scalar[],
    output: Scalar,
    options: Readonly<Record<string, OptionScalar>>,
  ) => readonly (Scalar | null)[];
  readonly inplace?: boolean;
  /** Whether a gradient flows; default: it does for floating results. */
  readonly differentiable?: boolean;
}

export type ElementwiseOperand = Tensor | number | bigint | boolean;
type Operand = ElementwiseOperand;
type Numeric = number | bigint | boolean;

const isNumeric = (v: unknown): v is Numeric =>
  typeof v === 'number' || typeof v === 'boolean' || typeof v === 'bigint';

const accepted: Record<OpInfo['dtypes'], { test(t: DType): boolean; words: string }> = {
  float: { test: (t) => t.kind !== 'complex', words: 'real' },
  signed: { test: (t) => t.kind === 'int' || t.kind === 'float', words: 'integer or floating-point' },
  number: { test: (t) => t.kind !== 'complex', words: 'real' },
  integral: { test: (t) => t.kind === 'int' || t.kind === 'bool', words: 'integer or bool' },
  any: { test: (t) => t.kind !== 'complex', words: 'real' },
};

/** A declaration with its instances: everything needed to run the op on any operands. */
export class ElementwiseOp {
  readonly operands: readonly string[];
  private readonly defaults: Readonly<Record<string, OptionValue>>;
  private readonly instances = new Map<string, Instance>();
  /** Instances for dense operands that all have one dtype, and default options; by dtype id. */
  readonly fast: (Instance | undefined)[] = [];
  /** The same for a dense first operand of a floating dtype and a number that isn't one of the literals. */
  readonly fastScalar: (Instance | undefined)[] = [];

  /** The same for a dense first operand and one of the literals. */
  readonly fastLiteral: (Map<number, Instance> | undefined)[] = [];
  /** Instances for three operands without options, by `tripleKey`. */
  readonly fastTriple: (Instance | undefined)[] = [];

  constructor(readonly d: ElementwiseDeclaration) {
    this.operands = d.operands ?? ['input'];
    this.defaults = d.options ?? {};
    // Integers give the default floating type: those instances are stale when it changes.
    onDefaultDtype(() => {
      this.instances.clear();
      for (const shortcuts of [this.fast, this.fastScalar, this.fastLiteral, this.fastTriple])
        shortcuts.length = 0;
    });
  }

  /** Splits arguments into operands and options. */
  private parse(args: readonly unknown[]): { operands: Operand[]; options: Record<string, OptionValue> } {
    const { d } = this;
    const operands = this.operands.map((name, i): Operand => {
      const v = args[i];
      if (v instanceof Tensor || isNumeric(v)) return v;
      throw new ArgumentError(`${d.name}: ${name} must be a tensor or a number, got ${describe(v)}`);
    });
    let rest = args.slice(this.operands.length);
    while (rest.length > 0 && rest[rest.length - 1] === undefined) rest = rest.slice(0, -1);
    const last = rest[rest.length - 1];
    const hasObject = rest.length > 0 && typeof last === 'object' && last !== null;
    const options = { ...parseOptions(d.name, hasObject ? last : undefined, this.defaults) };
    const positional = hasObject ? rest.slice(0, -1) : rest;
    positional.forEach((v, i) => {
      if (v === undefined) return;
      const name = d.positional?.[i];
      if (name === undefined) throw new ArgumentError(`${d.name}: too many arguments (${describe(v)})`);
      options[name] = v as OptionValue;
    });
    for (const [name, v] of Object.entries(options)) {
      const def = this.defaults[name];
      const choices = d.choices?.[name];
      if (choices !== undefined) {
        if (choices.includes(v)) continue;
        const known = choices.map(describe).join(', ');
        throw new ArgumentError(`${d.name}: option ${name} must be one of ${known}, got ${describe(v)}`);
      }
      const same =
        def === null || def === undefined ? v === null || typeof v === 'number' : typeof v === typeof def;
      if (!same) throw new ArgumentError(`${d.name}: option ${name} can't be ${describe(v)}`);
    }
    return { operands, options };
  }

  private computeType(operands: readonly Operand[], options: Record<string, OptionValue>): DType {
    const { d } = this;
    let dimensioned: DType | null = null;
    let zeroDim: DType | null = null;
    let scalar: 'bool' | 'int' | 'float' | null = null;
    const order = ['bool', 'int', 'float'] as const;
    const addScalar = (v: Numeric): void => {
      const k = scalarKind(v) as 'bool' | 'int' | 'float';
      if (scalar === null || order.indexOf(k) > order.indexOf(scalar)) scalar = k;
    };
    operands.forEach((o, i) => {
      if (d.fixed?.[i] !== undefined) return;
      if (!(o instanceof Tensor)) addScalar(o);
      else if (o.ndim > 0) dimensioned = dimensioned === null ? o.dtype : promoteTypes(dimensioned, o.dtype);
      else zeroDim = zeroDim === null ? o.dtype : promoteTypes(zeroDim, o.dtype);
    });
    for (const [name, v] of Object.entries(options)) {
      if (d.promoteOptions !== false && typeof v === 'number' && v !== this.defaults[name]) addScalar(v);
    }
    const common = resultType(dimensioned, zeroDim, scalar);
    const rule = accepted[d.dtypes ?? 'float'];
    if (!(common.kind === 'complex' ? d.complex === true : rule.test(common))) {
      throw new DTypeError(`${d.name}: has no rule for ${common} (it takes ${rule.words} tensors)`);
    }
    if (!operands.some((o) => o instanceof Tensor)) {
      throw new ArgumentError(`${d.name}: at least one of ${this.operands.join(', ')} must be a tensor`);
    }
    d.check?.(operands, options);
    const promote = typeof d.promote === 'function' ? d.promote(options) : d.promote;
    return promote === 'floating' ? toFloating(common) : common;
  }

  /** @param target dtype that the result is cast to, for in-place forms */
  private instance(
    operands: readonly Operand[],
    options: Record<string, OptionValue>,
    target: DType | null,
  ): { instance: Instance; tensors: Tensor[]; params: number[] | null } {
    const { d } = this;
    const type = this.computeType(operands, options);
    const tensors: Tensor[] = [];
    const params: number[] = [];
    let key = `${type.id}`;
    let plain = target === null;
    for (const o of operands) {
      if (o instanceof Tensor) {
        tensors.push(o);
        key += ` ${o.dtype.id}`;
        plain &&= o.dtype === tensors[0]!.dtype;
      } else {
        plain = false;
        const v = Number(o);
        if (d.literals?.includes(v)) key += ` =${v}`;
        else {
          key += ' #';
          params.push(v);
        }
      }
    }
    for (const [name, v] of Object.entries(options)) {
      if (v === this.defaults[name]) continue;
      plain = false;
      if (typeof v === 'number') {
        key += ` ${name}#`;
        params.push(v);
      } else key += ` ${name}=${String(v)}`;
    }
    if (target !== null) key += ` >${target.id}`;
    let instance = this.instances.get(key);
    if (instance === undefined) {
      instance = this.build(operands, options, type, target, params.length);
      this.instances.set(key, instance);
      if (plain && !instance.complex) this.fast[tensors[0]!.dtype.id] = instance;
      const [a, b] = operands;
      const scalarForm =
        operands.length === 2 && a instanceof Tensor && typeof b === 'number' && params.length === 1;
      // Integers would have to be told from fractions, 0-dim tensors from others; floats promote with any number alike.
      if (
        scalarForm &&
        target === null &&
        d.fixed === undefined &&
        a.dtype.kind === 'float' &&
        type === a.dtype
      ) {
        if (this.isDefault(options)) this.fastScalar[type.id] = instance;
      }
      if (target === null) this.keepShortcuts(operands, options, type, instance);
    }
    return { instance, tensors, params: params.length === 0 ? null : params };
  }

  private isDefault(options: Readonly<Record<string, OptionValue>>): boolean {
    return Object.entries(options).every(([name, v]) => v === this.defaults[name]);
  }

  private keepShortcuts(
    operands: readonly Operand[],
    options: Record<string, OptionValue>,
    type: DType,
    instance: Instance,
  ): void {
    const [a, b, c] = operands;
    if (!this.isDefault(options)) return;
    const literal = operands.length === 2 && typeof b === 'number' && this.d.literals?.includes(b) === true;
    if (literal && a instanceof Tensor && a.dtype === type && type.kind === 'float') {
      this.fastLiteral[type.id] ??= new Map();
      this.fastLiteral[type.id]!.set(b, instance);
    }
    // A number promotes with floats alike whatever it is, but only beside a tensor that decides the type.
    const decides = operands.some(
      (o, i) => this.d.fixed?.[i] === undefined && o instanceof Tensor && o.ndim > 0 && o.dtype === type,
    );
    if (operands.length === 3 && type.kind === 'float' && decides) {
      const key = tripleKey(a, b, c);
      if (key >= 0) this.fastTriple[key] = instance;
    }
  }

  private build(
    operands: readonly Operand[],
    options: Record<string, OptionValue>,
    type: DType,
    target: DType | null,
    params: number,
  ): Instance {
    const { d } = this;
    // Half types are computed in float32 and rounded once at the end, on every device.
    const compute = type.kind === 'float' && type.bytes === 2 ? float32 : type;
    const inputTypes: DType[] = [];
    let param_ = 0;
    const loads = operands.map((o, i) => {
      const want = d.fixed?.[i] ?? compute;
      if (o instanceof Tensor) {
        inputTypes.push(o.dtype);
        return load(inputTypes.length - 1, o.dtype).to(want);
      }
      return d.literals?.includes(Number(o)) ? constant(Number(o), want) : param(param_++, want);
    });
    const seen: Record<string, OptionScalar> = {};
    for (const [name, v] of Object.entries(options)) {
      seen[name] =
        typeof v === 'number' && v !== this.defaults[name]
          ? param(param_++, d.optionType?.(compute) ?? compute)
          : v;
    }
    const result = d.expr(loads, seen, type);
    const natural = result.dtype === compute && compute !== type ? type : result.dtype;
    if (target !== null) checkCastable(d.name, natural, target);
    const out = result.to(target ?? natural);
    const explicit = d.gradient;
    if (explicit === undefined) return makeInstance(d.name, [out], inputTypes, params);
    // The closed form speaks of all operands in the compute dtype: cast into it, and its results out of it.
    return makeInstance(d.name, [out], inputTypes, params, (g, _inputs, output) =>
      gradientsOfLoads(explicit(g.to(compute), loads, output.to(compute), seen), operands, inputTypes),
    );
  }

  call(args: readonly unknown[]): Tensor {
    const { operands, options } = this.parse(args);
    const { instance, tensors, params } = this.instance(operands, options, null);
    return callInstance(instance, tensors, params)[0]!;
  }

  callInPlace(target: Tensor, args: readonly unknown[]): Tensor {
    const { operands, options } = this.parse([target, ...args]);
    const { instance, tensors, params } = this.instance(operands, options, target.dtype);
    return callInPlace(instance, target, tensors, params);
  }

  /** The public function, with the short way for dense operands of one dtype in front. */
  function(): (...args: never[]) => Tensor {
    const { fast, fastScalar, fastLiteral, fastTriple } = this;
    const literals = this.d.literals ?? [];
    if (this.operands.length === 3) {
      return (a: unknown, b: unknown, c: unknown, d?: unknown, e?: unknown): Tensor => {
        const key = d === undefined ? tripleKey(a, b, c) : -1;
        const instance = key < 0 ? undefined : fastTriple[key];
        return instance === undefined ? this.call([a, b, c, d, e]) : callTriple(instance, a, b, c);
      };
    }
    if (this.operands.length === 1) {
      return (a: unknown, ...rest: unknown[]): Tensor => {
        if (rest.length === 0 && a instanceof Tensor && a.contiguousFlag && a.length > 0 && !a.disposed) {
          const instance = fast[a.dtype.id];
          if (instance !== undefined) return callDenseUnary(instance, a);
        }
        return this.call([a, ...rest]);
      };
    }
    return (a: unknown, b: unknown, c?: unknown, d?: unknown, e?: unknown): Tensor => {
      const plain = c === undefined && d === undefined && e === undefined;
      if (plain && b instanceof Tensor && a instanceof Tensor && a.dtype === b.dtype) {
        const instance = fast[a.dtype.id];
        if (instance !== undefined && denseAlike(a, b)) return callDenseBinary(instance, a, b);
      }
      if (plain && typeof b === 'number' && a instanceof Tensor && a.contiguousFlag && !a.disposed) {
        const special = literals.includes(b);
        const instance = special ? fastLiteral[a.dtype.id]?.get(b) : fastScalar[a.dtype.id];
        if (instance !== undefined && a.length > 0) {
          return special ? callDenseUnary(instance, a) : callDenseScalar(instance, a, b);
        }
      }
      return this.call([a, b, c, d, e]);
    };
  }
}

/** Stands for a number in `tripleKey`; no dtype has this id. */
const NUMBER = 15;

/** Small number for the kinds of three operands: tensors with dimensions, and numbers; −1 for any others. */
function tripleKey(a: unknown, b: unknown, c: unknown): number {
  const [x, y, z] = [kindOf(a), kindOf(b), kindOf(c)];
  return x < 0 || y < 0 || z < 0 ? -1 : (x * 16 + y) * 16 + z;
}

function kindOf(o: unknown): number {
  if (typeof o === 'number') return NUMBER;
  return o instanceof Tensor && o.shape.length > 0 ? o.dtype.id : -1;
}

function callTriple(instance: Instance, a: unknown, b: unknown, c: unknown): Tensor {
  const tensors: Tensor[] = [];
  const params: number[] = [];
  for (const o of [a, b, c]) {
    if (typeof o === 'number') params.push(o);
    else tensors.push(o as Tensor);
  }
  return callInstance(instance, tensors, params.length === 0 ? null : params)[0]!;
}

/** From gradients of operands to gradients of tensor inputs (numbers among the operands have none). */
function gradientsOfLoads(
  grads: readonly (Scalar | null)[],
  operands: readonly Operand[],
  inputTypes: readonly DType[],
): (Scalar | null)[] {
  const ofTensors = operands.flatMap((o, i) => (o instanceof Tensor ? [grads[i] ?? null] : []));
  return ofTensors.map((g, i) =>
    g === null || !inputTypes[i]!.isDifferentiable ? null : g.to(inputTypes[i]!),
  );
}

const order: Record<DType['kind'], number> = { bool: 0, int: 1, float: 2, complex: 3 };

/** @throws DTypeError when a result can't be written into a tensor of a lower category, as in PyTorch */
export function checkCastable(op: string, from: DType, to: DType): void {
  if (order[from.kind] > order[to.kind]) {
    throw new DTypeError(`${op}: the result is ${from}, which can't be written in place into a ${to} tensor`);
  }
}

/**
 * Declares an elementwise op: from the expression come the kernels of every device and dtype, the gradient of any
 * order, the method, the in-place form and the tests.
 */
export function defineElementwise<O>(d: ElementwiseDeclaration): O {
  const op = new ElementwiseOp(d);
  const info = makeInfo(d, {
    kind: 'elementwise',
    inplace: d.inplace ?? false,
    differentiable: d.differentiable ?? true,
  });
  const inplace = (target: Tensor, ...args: never[]): Tensor => op.callInPlace(target, args);
  return Object.assign(op.function(), { op: info, inplace }) as unknown as O;
}
