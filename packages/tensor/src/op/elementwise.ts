import type { DType } from '../dtype.js';
import { buildExpr } from '../expr/build.js';
import { lowerComplex, partTypes } from '../expr/complex.js';
import { differentiate } from '../expr/derivative.js';
import { load, Scalar } from '../expr/scalar.js';
import type { GradContext, GradRule, Saved } from '../grad/mode.js';
import { mapKernel } from '../kernel/families.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Tensor } from '../tensor.js';
import { refusingComplex } from './real-only.js';

/**
 * An elementwise op for one combination of operand dtypes: kernel, result dtypes, gradient. Made once for each
 * combination and found again by a small table (`elementwise-call.ts`).
 */
export interface Instance {
  readonly name: string;
  readonly kernel: Kernel;
  readonly inputTypes: readonly DType[];
  readonly outputTypes: readonly DType[];
  /** Null when no output can carry a gradient. */
  readonly rule: GradRule | null;
  readonly params: number;
  /** Some operand is complex: the kernel takes the parts of complex operands as operands of their own. */
  readonly complex: boolean;
}

/** Gradient in closed form, where it is better conditioned or saves less than the symbolic derivative. */
export type ElementwiseGradient = (
  g: Scalar,
  inputs: readonly Scalar[],
  output: Scalar,
) => readonly (Scalar | null)[];

/** Runs an instance; set by `elementwise-call.ts` (the two refer to each other: gradients are elementwise ops too). */
export type RunInstance = (
  instance: Instance,
  inputs: readonly Tensor[],
  params: readonly number[] | null,
) => Tensor[];

let run: RunInstance;
export function setRunInstance(r: RunInstance): void {
  run = r;
}

/**
 * @param outputs results, made of `load(i, inputTypes[i])` and `param(j, …)`
 * @param gradient only for expressions of one output
 */
export function makeInstance(
  name: string,
  outputs: readonly Scalar[],
  inputTypes: readonly DType[],
  params: number,
  gradient: ElementwiseGradient | null = null,
): Instance {
  const outputTypes = outputs.map((o) => o.dtype);
  const complex = [...inputTypes, ...outputTypes].some((t) => t.kind === 'complex');
  const expr = complex
    ? refusingComplex(name, inputTypes, () =>
        buildExpr(lowerComplex(outputs, inputTypes), partTypes(inputTypes), params),
      )
    : buildExpr(outputs, inputTypes, params);
  const differentiable =
    outputTypes.some((t) => t.isDifferentiable) && inputTypes.some((t) => t.isDifferentiable);
  return {
    name,
    kernel: mapKernel(expr),
    inputTypes,
    outputTypes,
    params,
    complex,
    rule: differentiable ? new ElementwiseRule(name, outputs, inputTypes, params, gradient) : null,
  };
}

/** The backward kernel for one set of wanted gradients and arrived adjoints; it reads the adjoints, then the saved. */
interface Pullback extends Saved {
  /** Null when every wanted gradient is an adjoint itself, or nothing. */
  readonly instance: Instance | null;
  /** For each input: result `k` of the kernel, ~k for adjoint k passed through, or null. */
  readonly sources: readonly (number | null)[];
}

/** Gradient of an elementwise op: the symbolic derivative of its expression, as one kernel of several outputs. */
class ElementwiseRule implements GradRule {
  readonly usesMetadata = false;
  private readonly single: Pullback[] = [];
  private readonly pullbacks = new Map<number, Pullback>();

  constructor(
    readonly name: string,
    private readonly outputs: readonly Scalar[],
    private readonly inputTypes: readonly DType[],
    private readonly params: number,
    private readonly explicit: ElementwiseGradient | null,
  ) {}

  saved(needs: number): Saved {
    return this.pullback(needs, (1 << this.outputs.length) - 1);
  }

  gradient(context: GradContext, grads: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
    let needs = 0;
    for (let i = 0; i < this.inputTypes.length; i++) if (context.needs(i)) needs |= 1 << i;
    let arrived = 0;
    for (let i = 0; i < grads.length; i++) if (grads[i] !== null) arrived |= 1 << i;
    const p = this.pullback(needs, arrived);
    let results: readonly Tensor[] = [];
    if (p.instance !== null) {
      const operands: Tensor[] = [];
      for (const g of grads) if (g !== null) operands.push(g);
      for (const i of p.inputs) operands.push(context.input(i));
      for (const i of p.outputs) operands.push(context.output(i));
      const params = context.attributes.params as readonly number[] | undefined;
      results = run(p.instance, operands, params ?? null);
    }
    const sources = p.sources;
    const given = new Array<Tensor | null>(sources.length);
    for (let i = 0; i < sources.length; i++) {
      const s = sources[i]!;
      given[i] = s === null ? null : s >= 0 ? results[s]! : grads[~s]!;
    }
    return given;
  }

  private pullback(needs: number, arrived: number): Pullback {
    // One output is by far the usual case, and then `arrived` is 1.
    if (arrived === 1) return (this.single[needs] ??= this.derive(needs, 1));
    const key = needs * 256 + arrived;
    let p = this.pullbacks.get(key);
    if (p === undefined) this.pullbacks.set(key, (p = this.derive(needs, arrived)));
    return p;
  }

  private derive(needs: number, arrived: number): Pullback {
    const loads = this.inputTypes.map((t, i) => load(i, t));
    // Positions far above those of real inputs, renumbered below once it is known which of them are read.
    const adjointAt = 1000;
    const outputAt = 2000;
    const adjoints = this.outputs.map((o, i) => (arrived & (1 << i) ? load(adjointAt + i, o.dtype) : null));
    const outputLoads = this.outputs.map((o, i) => load(outputAt + i, o.dtype));
    // See `differentiate`: it works on the conjugates of complex gradients.
    const conjugates = adjoints.map((a) => a?.conj() ?? null);
    const first = conjugates[0] ?? null;
    let grads: readonly (Scalar | null)[];
    if (this.explicit !== null) {
      grads = first === null ? loads.map(() => null) : this.explicit(first, loads, outputLoads[0]!);
    } else {
      grads = differentiate(this.outputs, conjugates, loads);
    }
    grads = grads.map((g) => g?.conj() ?? null);
    // A subexpression that the forward pass has computed is read from its saved output.
    const known = new Map<Scalar, Scalar>();
    this.outputs.forEach((o, i) => {
      if (o.args.length > 0) known.set(o, outputLoads[i]!);
    });
    const wanted = grads.map((g, i) =>
      g !== null && needs & (1 << i) && this.inputTypes[i]!.isDifferentiable ? substitute(g, known) : null,
    );
    const results: Scalar[] = [];
    const sources = wanted.map((g) => {
      if (g === null) return null;
      if (g.op === 'load' && g.value >= adjointAt && g.value < outputAt) return ~(g.value - adjointAt);
      const at = results.indexOf(g);
      return at >= 0 ? at : results.push(g) - 1;
    });
    if (results.length === 0) return { instance: null, inputs: [], outputs: [], sources };
    const used = new Set<number>();
    const visited = new Set<Scalar>();
    const visit = (s: Scalar): void => {
      if (visited.has(s)) return;
      visited.add(s);
      if (s.op === 'load') used.add(s.value);
      for (const a of s.args) visit(a);
    };
    for (const r of results) visit(r);
    const inputs = loads.flatMap((_, i) => (used.has(i) ? [i] : []));
    const outputs = outputLoads.flatMap((_, i) => (used.has(outputAt + i) ? [i] : []));
    const operands: Scalar[] = [
      ...adjoints.filter((a) => a !== null),
      ...inputs.map((i) => loads[i]!),
      ...outputs.map((i) => outputLoads[i]!),
    ];
    const renumber = new Map(operands.map((o, i) => [o, load(i, o.dtype)]));
    const instance = makeInstance(
      `${this.name}Backward`,
      results.map((r) => substitute(r, renumber)),
      operands.map((o) => o.dtype),
      this.params,
    );
    return { instance, inputs, outputs, sources };
  }
}

/** Replaces nodes, outermost first. */
function substitute(root: Scalar, by: ReadonlyMap<Scalar, Scalar>): Scalar {
  const done = new Map<Scalar, Scalar>();
  const visit = (s: Scalar): Scalar => {
    const known = by.get(s) ?? done.get(s);
    if (known !== undefined) return known;
    const args = s.args.map(visit);
    const made = args.every((a, i) => a === s.args[i]) ? s : Scalar.make(s.op, s.dtype, args, s.value);
    done.set(s, made);
    return made;
  };
  return visit(root);
}
