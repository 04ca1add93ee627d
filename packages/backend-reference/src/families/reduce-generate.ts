import { InternalError, type ReduceSpec } from '@cresset/tensor/backend';
import { compile } from '../codegen.js';
import type { Executable } from '../command.js';
import { declareHelpers, generate } from '../expr/generate.js';
import type { Held } from '../expr/held.js';
import { bigOf, type Emit, INT, type Long, longBig, longNumber, MAX64 } from '../expr/long.js';
import { declareViews, loadCode, storeCode } from '../expr/memory.js';
import { helpers, literal, wrapCode } from '../expr/names.js';
import { classOf, longParams, paramClasses } from '../expr/param-classes.js';
import { declareLayout, nest, offsetName, paramsAt } from '../nest.js';
import { extremes } from '../numeric/extremes.js';

type Run = Executable['run'];

/** How one combine operation is written: what comes before, inside and after the loops over the reduced dims. */
interface Combination {
  readonly open: string;
  readonly step: string;
  readonly close: string;
  readonly result: Held;
}

export function generateReduce(spec: ReduceSpec): Run {
  const { prologue, epilogue, rank } = spec;
  const positions = [...longParams(prologue), ...longParams(epilogue).map((k) => k + prologue.params)];
  if (positions.length === 0) return write(spec, 0);
  const start = 2 + rank + (epilogue.outputs.length + prologue.inputs.length) * (2 + rank);
  const variants: (Run | undefined)[] = [write(spec, 0)];
  return (words, at, buffers, first) => {
    const c = classOf(words, at + start, positions);
    variants[c] ??= write(spec, c);
    variants[c](words, at, buffers, first);
  };
}

/** @param paramClass position in `paramClasses` */
function write(spec: ReduceSpec, paramClass: number): Run {
  const { prologue, epilogue, rank, kept } = spec;
  const outputs = epilogue.outputs.length;
  const dtypes = [...epilogue.outputTypes, ...prologue.inputs];
  const operands = dtypes.map((_, k) => k);
  const inputs = operands.slice(outputs);
  const params = paramsAt(rank, dtypes.length);
  const before = generate(prologue, {
    input: (k, emit) => loadCode(prologue.inputs[k], outputs + k, offsetName(outputs + k, rank), emit),
    index: 'ix',
    largestIndex: 2 ** 40,
    paramsAt: params,
    largestParam: paramClasses[paramClass],
  });
  const combination = combine(spec, before.results[0], before.emit);
  const given: Held[] = [combination.result];
  if (isArg(spec)) given.push({ code: '', long: longNumber('pos', 2 ** 40) });
  const after = generate(epilogue, {
    input: (k) => given[k],
    index: 'kx',
    largestIndex: INT,
    paramsAt: `${params}+${prologue.params}`,
    largestParam: paramClasses[paramClass],
  });
  const stores = after.results.map((held, k) =>
    storeCode(epilogue.outputTypes[k], k, offsetName(k, kept), held, after.emit),
  );
  const inner = [...before.body, combination.step, before.usesIndex ? 'ix++;' : ''].join('');
  const outer = [
    combination.open,
    nest(kept, rank, inputs, inner),
    combination.close,
    ...after.body,
    ...stores,
    after.usesIndex ? 'kx++;' : '',
  ].join('');
  const once = [...before.once, ...after.once].join('');
  const source =
    declareHelpers(once + outer) +
    declareViews(dtypes, outer) +
    declareLayout(rank, operands) +
    once +
    'let ix=0,kx=0;' +
    nest(0, kept, operands, outer);
  return compile<Run>('w,p,B,q', source, helpers);
}

function isArg(spec: ReduceSpec): boolean {
  return spec.combine === 'argmin' || spec.combine === 'argmax';
}

function combine(spec: ReduceSpec, value: Held, emit: Emit): Combination {
  const { accumulate } = spec;
  if (accumulate.name === 'int64') return combineLong(spec, value.long!, emit);
  const v = value.code;
  // Floats are combined in float64 and rounded once.
  const rounded = accumulate.kind === 'float' && accumulate.name !== 'float64';
  const close = rounded ? 'const total=Math.fround(acc);' : '';
  const result: Held = { code: rounded ? 'total' : 'acc' };
  const isInt = accumulate.kind === 'int';
  switch (spec.combine) {
    case 'sum':
      return {
        open: 'let acc=0;',
        step: isInt ? `acc=${wrapCode(accumulate, `(acc+${v})`)};` : `acc+=${v};`,
        close,
        result,
      };
    case 'prod':
      return {
        open: 'let acc=1;',
        step: isInt ? `acc=${wrapCode(accumulate, `Math.imul(acc,${v})`)};` : `acc*=${v};`,
        close,
        result,
      };
    case 'any':
      return { open: 'let acc=0;', step: `acc|=${v};`, close: '', result: { code: 'acc' } };
    case 'all':
      return { open: 'let acc=1;', step: `acc&=${v};`, close: '', result: { code: 'acc' } };
    default: {
      const large = spec.combine === 'max' || spec.combine === 'argmax';
      const { low, high } = extremes(accumulate);
      const sign = large ? '>' : '<';
      const nan = accumulate.kind === 'float' ? `||(${v}!==${v}&&acc===acc)` : '';
      const move = isArg(spec) ? 'pos=at;' : '';
      return {
        open: `let acc=${literal((large ? low : high) as number)};${isArg(spec) ? 'let pos=0,at=0;' : ''}`,
        step: `if(${v}${sign}acc${nan}){acc=${v};${move}}${isArg(spec) ? 'at++;' : ''}`,
        close,
        result,
      };
    }
  }
}

function combineLong(spec: ReduceSpec, value: Long, emit: Emit): Combination {
  switch (spec.combine) {
    case 'sum': {
      const done: Held = { code: '', long: longBig('acc') };
      // Up to 2^31 values below 2^22 sum to a safe integer.
      if (value.number !== null && value.bound <= 2 ** 22) {
        return {
          open: 'let acc=0;',
          step: `acc+=${value.number};`,
          close: '',
          result: { code: '', long: longNumber('acc', 2 ** 53 - 1) },
        };
      }
      // Larger Numbers are summed as Numbers, and moved into the BigInt before they could lose digits.
      if (value.number !== null && value.bound <= 2 ** 51) {
        return {
          open: 'let acc=0n,part=0;',
          step: `part+=${value.number};if(part>2251799813685248||part<-2251799813685248){acc+=BigInt(part);part=0;}`,
          close: 'acc=BigInt.asIntN(64,acc+BigInt(part));',
          result: done,
        };
      }
      return {
        open: 'let acc=0n;',
        step: `acc=BigInt.asIntN(64,acc+${bigOf(value, emit)});`,
        close: '',
        result: done,
      };
    }
    case 'prod':
      return {
        open: 'let acc=1n;',
        step: `acc=BigInt.asIntN(64,acc*${bigOf(value, emit)});`,
        close: '',
        result: { code: '', long: longBig('acc') },
      };
    case 'any':
    case 'all':
      throw new InternalError(`reference: ${spec.combine} accumulates bool, not int64`);
    default: {
      const large = spec.combine === 'max' || spec.combine === 'argmax';
      const sign = large ? '>' : '<';
      const arg = isArg(spec);
      const positions = arg ? 'let pos=0,at=0;' : '';
      const move = arg ? 'pos=at;' : '';
      if (value.number !== null) {
        return {
          open: `let acc=${large ? '-' : ''}Infinity;${positions}`,
          step: `if(${value.number}${sign}acc){acc=${value.number};${move}}${arg ? 'at++;' : ''}`,
          close: '',
          result: { code: '', long: longNumber('acc', MAX64) },
        };
      }
      const { low, high } = extremes(spec.accumulate);
      const v = bigOf(value, emit);
      return {
        open: `let acc=${String(large ? low : high)}n;${positions}`,
        step: `if(${v}${sign}acc){acc=${v};${move}}${arg ? 'at++;' : ''}`,
        close: '',
        result: { code: '', long: longBig('acc') },
      };
    }
  }
}
