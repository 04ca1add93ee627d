import type { Expr, MapSpec } from '@cresset/tensor/backend';
import { compile } from '../codegen.js';
import type { Executable } from '../command.js';
import { declareHelpers, generate } from '../expr/generate.js';
import { INT, longNumber } from '../expr/long.js';
import { declareViews, loadCode, moveCode, storeCode } from '../expr/memory.js';
import { helpers } from '../expr/names.js';
import { classOf, longParams, paramClasses } from '../expr/param-classes.js';
import { declareLayout, nest, offsetName, paramsAt } from '../nest.js';
import { interpretMap, interpretMove } from './map-interpret.js';

type Run = Executable['run'];

const SIGNATURE = 'w,p,B,q';

export function prepareMap(spec: MapSpec, codegen: boolean): Executable {
  const { expr, rank } = spec;
  const dtypes = [...expr.outputTypes, ...expr.inputs];
  const shell = {
    family: 'map',
    rank,
    dtypes,
    params: expr.params,
    outputs: expr.outputs.length,
    keptDims: rank,
  };
  if (codegen) return { ...shell, run: isMove(expr) ? generateMove(spec) : generated(spec) };
  const loop = isMove(expr) ? interpretMove(expr) : interpretMap(expr);
  const executable: Executable = { ...shell, run: (...args) => loop(executable, ...args) };
  return executable;
}

/** Whether the kernel copies its one input without a change of type. */
function isMove(expr: Expr): boolean {
  const [only] = expr.code;
  return (
    expr.code.length === 1 && only.op === 'load' && expr.outputs.length === 1 && expr.inputs.length === 1
  );
}

/** A copy; long rows that are dense on both sides go through `TypedArray.set`, which is a memmove. */
function generateMove(spec: MapSpec): Run {
  const { expr, rank } = spec;
  const dtype = expr.inputs[0];
  const body = moveCode(dtype, 0, offsetName(0, rank), 1, offsetName(1, rank));
  const words = dtype.bytes > 4 ? dtype.bytes / 4 : 1;
  let loops: string;
  if (rank === 0) {
    loops = `const ${offsetName(0, 0)}=w[p+3]|0,${offsetName(1, 0)}=w[p+5]|0;${body}`;
    return compile<Run>(SIGNATURE, declareViews([dtype, dtype], loops) + loops, helpers);
  }
  const last = rank - 1;
  const row =
    `{const f=${words}*${offsetName(1, last)};` +
    `A0m.set(A1m.subarray(f,f+${words}*n${last}),${words}*${offsetName(0, last)});}`;
  const fast = `s0_${last}===1&&s1_${last}===1&&n${last}>=64`;
  loops = `if(${fast}){${nest(0, last, [0, 1], row)}}` + `else{${nest(0, rank, [0, 1], body)}}`;
  const source = declareViews([dtype, dtype], loops) + declareLayout(rank, [0, 1]) + loops;
  return compile<Run>(SIGNATURE, source, helpers);
}

/** A kernel with int64 parameters has a variant for each class of magnitudes that occurs (see `paramClasses`). */
function generated(spec: MapSpec): Run {
  const { expr, rank } = spec;
  const positions = longParams(expr);
  if (positions.length === 0) return generateLoops(spec, 0);
  const start = 2 + rank + (expr.outputs.length + expr.inputs.length) * (2 + rank);
  // The commonest variant is compiled at once: an instruction without a rule must be refused now.
  const variants: (Run | undefined)[] = [generateLoops(spec, 0)];
  return (words, at, buffers, first) => {
    const c = classOf(words, at + start, positions);
    variants[c] ??= generateLoops(spec, c);
    variants[c](words, at, buffers, first);
  };
}

/** @param paramClass position in `paramClasses` */
function generateLoops(spec: MapSpec, paramClass: number): Run {
  const { expr, rank } = spec;
  const dtypes = [...expr.outputTypes, ...expr.inputs];
  const operands = dtypes.map((_, k) => k);
  const general = element(spec, paramClass, null);
  const once = [...general.once];
  let body = general.body;
  const small = longInputs(expr);
  if (small.length > 0) {
    // Most int64 values are positions and counts. Where all of an element's are 32-bit integers, arithmetic is done
    // on those: several times faster, divisions many times.
    const halves = small.map((k) => {
      const at = `2*${offsetName(expr.outputs.length + k, rank)}`;
      const view = `A${expr.outputs.length + k}w`;
      return `const low${k}=${view}[${at}],high${k}=${view}[${at}+1];`;
    });
    const fast = element(spec, paramClass, new Set(small));
    once.push(...fast.once);
    const test = small.map((k) => `high${k}===low${k}>>31`).join('&&');
    body = `${halves.join('')}if(${test}){${fast.body}}else{${body}}`;
  }
  if (general.usesIndex) body += 'ix++;';
  const source =
    declareHelpers(once.join('') + body) +
    declareViews(dtypes, body) +
    declareLayout(rank, operands) +
    once.join('') +
    (general.usesIndex ? 'let ix=0;' : '') +
    nest(0, rank, operands, body);
  return compile<Run>(SIGNATURE, source, helpers);
}

/**
 * Source for one element.
 * @param small int64 inputs k that are known to be 32-bit integers, in variables `low{k}`
 */
function element(
  { expr, rank }: MapSpec,
  paramClass: number,
  small: ReadonlySet<number> | null,
): { once: string[]; body: string; usesIndex: boolean } {
  const outputs = expr.outputs.length;
  const at = (k: number) => offsetName(k, rank);
  const code = generate(expr, {
    input: (k, emit) =>
      small?.has(k)
        ? { code: '', long: longNumber(`low${k}`, INT) }
        : loadCode(expr.inputs[k], outputs + k, at(outputs + k), emit),
    index: 'ix',
    // An output has at most as many elements as a buffer has bytes.
    largestIndex: INT,
    paramsAt: paramsAt(rank, outputs + expr.inputs.length),
    largestParam: paramClasses[paramClass],
  });
  const stores = code.results.map((held, k) => storeCode(expr.outputTypes[k], k, at(k), held, code.emit));
  return { once: code.once, body: [...code.body, ...stores].join(''), usesIndex: code.usesIndex };
}

/** The int64 inputs, if there is arithmetic on them: comparisons and casts read the halves as it is. */
function longInputs(expr: Expr): number[] {
  const arithmetic = expr.code.some(
    (c) =>
      c.dtype.name === 'int64' && c.args.some((a) => expr.code[a].dtype.name === 'int64') && c.op !== 'where',
  );
  if (!arithmetic) return [];
  const loads = expr.code.filter((c) => c.op === 'load' && c.dtype.name === 'int64');
  return [...new Set(loads.map((c) => c.value))];
}
