import type { Expr, MapSpec } from '@cresset/tensor/backend';
import { compile } from '../codegen.js';
import type { Executable } from '../command.js';
import { declareHelpers, generate } from '../expr/generate.js';
import { declareViews, loadCode, moveCode, storeCode } from '../expr/memory.js';
import { helpers } from '../expr/names.js';
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

/** Both variants of a kernel with int64 parameters: see `GenerateOptions.smallParams`. */
function generated(spec: MapSpec): Run {
  const longParams = spec.expr.code
    .filter((c) => c.op === 'param' && c.dtype.name === 'int64')
    .map((c) => c.value);
  const small = generateLoops(spec, true);
  if (longParams.length === 0) return small;
  const start = 2 + spec.rank + (spec.expr.outputs.length + spec.expr.inputs.length) * (2 + spec.rank);
  let large: Run | null = null;
  return (words, at, buffers, first) => {
    const fits = longParams.every((k) => Math.abs(words[at + start + k]) <= 2 ** 31);
    if (fits) small(words, at, buffers, first);
    else {
      large ??= generateLoops(spec, false);
      large(words, at, buffers, first);
    }
  };
}

function generateLoops(spec: MapSpec, smallParams: boolean): Run {
  const { expr, rank } = spec;
  const outputs = expr.outputs.length;
  const dtypes = [...expr.outputTypes, ...expr.inputs];
  const operands = dtypes.map((_, k) => k);
  const at = (k: number) => offsetName(k, rank);
  const code = generate(expr, {
    input: (k, emit) => loadCode(expr.inputs[k], outputs + k, at(outputs + k), emit),
    index: 'ix',
    paramsAt: paramsAt(rank, dtypes.length),
    smallParams,
  });
  const stores = code.results.map((held, k) => storeCode(expr.outputTypes[k], k, at(k), held, code.emit));
  const body = [...code.body, ...stores, code.usesIndex ? 'ix++;' : ''].join('');
  const loops = nest(0, rank, operands, body);
  const once = code.once.join('');
  const source =
    declareHelpers(once + body) +
    declareViews(dtypes, body) +
    declareLayout(rank, operands) +
    once +
    (code.usesIndex ? 'let ix=0;' : '') +
    loops;
  return compile<Run>(SIGNATURE, source, helpers);
}
