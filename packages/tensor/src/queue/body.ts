import type { Backend } from '../backend/contract.js';
import type { Combine, KernelSpec, MapSpec, ReduceSpec } from '../backend/spec.js';
import type { DType } from '../dtype.js';
import { buildExpr } from '../expr/build.js';
import type { Expr, ScalarOp } from '../expr/instructions.js';
import { Scalar } from '../expr/scalar.js';
import { mapSpec, reduceSpec } from '../kernel/specs.js';

/** What a kernel computes, without layout, in a form that can be put into another. */
export interface Body {
  readonly id: number;
  /** Results of a map, of its loads; results of a reduction, of the combined value (load 0) and its position. */
  readonly outputs: readonly Scalar[];
  readonly inputs: readonly DType[];
  /** Run-time scalars of a map, or of a reduction's prologue. */
  readonly params: number;
  /** What a reduction combines; null for a map. */
  readonly reduction: Reduction | null;
  readonly usesIndex: boolean;
  /** Rough price of an element, in additions. */
  readonly cost: number;
  /** Number of instructions. */
  readonly size: number;
  /** What the device runs, by variant. */
  readonly executables: number[];
}

export interface Reduction {
  readonly value: Scalar;
  readonly combine: Combine;
  readonly accumulate: DType;
  /** Types of the epilogue's loads. */
  readonly combined: readonly DType[];
  /** Run-time scalars of the epilogue; their words follow those of the prologue. */
  readonly params: number;
}

const prices: Partial<Record<ScalarOp, number>> = {
  load: 0,
  param: 0,
  const: 0,
  index: 0,
  div: 2,
  reciprocal: 2,
  sqrt: 2,
  rsqrt: 2,
  exp: 5,
  exp2: 5,
  log: 5,
  log2: 5,
  tanh: 6,
  sigmoid: 6,
  uniform: 40,
};

const cheap: ReadonlySet<ScalarOp> = new Set<ScalarOp>([
  ...(['neg', 'abs', 'sign', 'not', 'floor', 'ceil', 'round', 'trunc', 'isnan', 'isinf'] as const),
  ...(['add', 'sub', 'mul', 'min', 'max', 'and', 'or', 'xor', 'shl', 'shr'] as const),
  ...(['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'where', 'cast'] as const),
]);

const priceOf = (op: Scalar['op']): number => prices[op as ScalarOp] ?? (cheap.has(op as ScalarOp) ? 1 : 12);

function nodesOf(roots: readonly Scalar[]): Set<Scalar> {
  const seen = new Set<Scalar>();
  const visit = (s: Scalar): void => {
    if (seen.has(s)) return;
    seen.add(s);
    for (const a of s.args) visit(a);
  };
  for (const r of roots) visit(r);
  return seen;
}

/** The scalars of an expression: what `buildExpr` was given. */
function scalarsOf(expr: Expr): Scalar[] {
  const made: Scalar[] = [];
  for (const { op, dtype, args, value } of expr.code) {
    made.push(
      Scalar.make(
        op,
        dtype,
        args.map((a) => made[a]!),
        value,
      ),
    );
  }
  return expr.outputs.map((o) => made[o]!);
}

/** Rebuilds scalars with other leaves. */
function rewrite(roots: readonly Scalar[], leaf: (s: Scalar) => Scalar): Scalar[] {
  const done = new Map<Scalar, Scalar>();
  const visit = (s: Scalar): Scalar => {
    let made = done.get(s);
    if (made === undefined) {
      if (s.args.length === 0) made = leaf(s);
      else {
        const args = s.args.map(visit);
        made = args.every((a, i) => a === s.args[i]) ? s : Scalar.make(s.op, s.dtype, args, s.value);
      }
      done.set(s, made);
    }
    return made;
  };
  return roots.map(visit);
}

const movedParam = (s: Scalar, by: number): Scalar =>
  s.op === 'param' && by > 0 ? Scalar.make('param', s.dtype, [], s.value + by) : s;

/** What is left of a body, and which of its inputs that still reads. */
export interface Pruned {
  readonly body: Body;
  readonly inputs: readonly number[];
}

/**
 * The bodies of one device's kernels, and all that was made of them. Combining is looked up by the ids of the parts and
 * the way they are wired, so that a program that repeats itself does no work on expressions after its first round.
 */
export class Bodies {
  private readonly known = new Map<string, Body>();
  private readonly inlined = new Map<string, Body>();
  private readonly pruned = new Map<string, Pruned>();
  private count = 0;

  constructor(private readonly backend: Backend) {}

  private make(
    outputs: readonly Scalar[],
    inputs: readonly DType[],
    params: number,
    reduction: Reduction | null,
  ): Body {
    const ids = (list: readonly { readonly id: number }[]): string => list.map((s) => s.id).join();
    const tail =
      reduction === null
        ? ''
        : `|${reduction.value.id}|${reduction.combine}|${reduction.accumulate.id}|${reduction.params}`;
    const key = `${ids(outputs)}|${ids(inputs)}|${params}${tail}`;
    let body = this.known.get(key);
    if (body === undefined) {
      const nodes = nodesOf(reduction === null ? outputs : [...outputs, reduction.value]);
      let cost = 0;
      let usesIndex = false;
      for (const n of nodes) {
        cost += priceOf(n.op);
        usesIndex ||= n.op === 'index';
      }
      body = {
        id: this.count++,
        outputs,
        inputs,
        params,
        reduction,
        usesIndex,
        cost,
        size: nodes.size,
        executables: [],
      };
      this.known.set(key, body);
    }
    return body;
  }

  ofMap({ expr }: MapSpec): Body {
    return this.make(scalarsOf(expr), expr.inputs, expr.params, null);
  }

  ofReduce({ prologue, epilogue, combine, accumulate }: ReduceSpec): Body {
    return this.make(scalarsOf(epilogue), prologue.inputs, prologue.params, {
      value: scalarsOf(prologue)[0]!,
      combine,
      accumulate,
      combined: epilogue.inputs,
      params: epilogue.params,
    });
  }

  /**
   * `reader` with results of the map `writer` in the place of its loads. Inputs and parameters of the writer come first.
   *
   * @param sources for each input of the reader: its position among the inputs of both, or ~k for the writer's result k
   * @param kept bits of the writer's results that are results of both, before those of the reader
   */
  inline(writer: Body, reader: Body, sources: readonly number[], kept: number): Body {
    const key = `${writer.id} ${reader.id} ${kept} ${sources.join()}`;
    let body = this.inlined.get(key);
    if (body === undefined) {
      const inputs = writer.inputs.slice();
      sources.forEach((s, i) => {
        if (s >= inputs.length) inputs.push(reader.inputs[i]!);
      });
      const leaf = (s: Scalar): Scalar => {
        if (s.op !== 'load') return movedParam(s, writer.params);
        const at = sources[s.value]!;
        return at < 0 ? writer.outputs[~at]! : Scalar.make('load', s.dtype, [], at);
      };
      const params = writer.params + reader.params;
      if (reader.reduction === null) {
        const outputs = writer.outputs.filter((_, k) => kept & (1 << k));
        body = this.make([...outputs, ...rewrite(reader.outputs, leaf)], inputs, params, null);
      } else {
        const [value] = rewrite([reader.reduction.value], leaf);
        body = this.make(reader.outputs, inputs, params, { ...reader.reduction, value: value! });
      }
      this.inlined.set(key, body);
    }
    return body;
  }

  /**
   * A reduction with a map of nothing but its results as part of its epilogue.
   *
   * @param sources for each input of the map: the result of the reduction that it reads
   * @param kept bits of the reduction's results that remain results
   */
  epilogue(writer: Body, reader: Body, sources: readonly number[], kept: number): Body {
    const key = `e ${writer.id} ${reader.id} ${kept} ${sources.join()}`;
    let body = this.inlined.get(key);
    if (body === undefined) {
      const reduction = writer.reduction!;
      const results = rewrite(reader.outputs, (s) =>
        s.op === 'load' ? writer.outputs[sources[s.value]!]! : movedParam(s, reduction.params),
      );
      const outputs = writer.outputs.filter((_, k) => kept & (1 << k));
      body = this.make([...outputs, ...results], writer.inputs, writer.params, {
        ...reduction,
        params: reduction.params + reader.params,
      });
      this.inlined.set(key, body);
    }
    return body;
  }

  /** Without the results whose bits are missing, and without the inputs that only those needed. */
  prune(whole: Body, kept: number): Pruned {
    const key = `${whole.id} ${kept}`;
    let p = this.pruned.get(key);
    if (p === undefined) {
      const { reduction } = whole;
      const outputs = whole.outputs.filter((_, k) => kept & (1 << k));
      const roots = reduction === null ? outputs : [reduction.value];
      const used = new Set<number>();
      for (const n of nodesOf(roots)) if (n.op === 'load') used.add(n.value);
      const inputs = whole.inputs.map((_, i) => i).filter((i) => used.has(i));
      const renumbered = rewrite(roots, (s) =>
        s.op === 'load' ? Scalar.make('load', s.dtype, [], inputs.indexOf(s.value)) : s,
      );
      const types = inputs.map((i) => whole.inputs[i]!);
      const body =
        reduction === null
          ? this.make(renumbered, types, whole.params, null)
          : this.make(outputs, types, whole.params, { ...reduction, value: renumbered[0]! });
      p = { body, inputs };
      this.pruned.set(key, p);
    }
    return p;
  }

  /** The executable for a variant (see `mapVariant`, `reduceVariant`). */
  executable(body: Body, variant: number): number {
    const known = body.executables[variant];
    if (known !== undefined) return known;
    const id = this.backend.prepare(specOf(body, variant));
    body.executables[variant] = id;
    return id;
  }
}

function specOf(body: Body, variant: number): KernelSpec {
  const { outputs, inputs, params, reduction } = body;
  if (reduction === null) return mapSpec(buildExpr(outputs, inputs, params), variant);
  const { value, combine, accumulate, combined } = reduction;
  const prologue = buildExpr([value], inputs, params);
  const epilogue = buildExpr(outputs, combined, reduction.params);
  return reduceSpec({ prologue, combine, accumulate, epilogue }, variant);
}
