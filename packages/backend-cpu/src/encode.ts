import {
  type DType,
  type Expr,
  InternalError,
  int64,
  type KernelFamily,
  type KernelSpec,
  type ScalarOp,
} from '@cresset/tensor/backend';

/** Positions are the numbers by which native/src/command.cpp and reduce.cpp know them. */
const families: readonly KernelFamily[] = ['map', 'reduce', 'scan', 'matmul', 'gather', 'scatter', 'sort'];
const combines = ['sum', 'prod', 'min', 'max', 'any', 'all', 'argmin', 'argmax'];
const scans = ['sum', 'prod', 'min', 'max'];
const modes = ['set', 'add', 'mul', 'min', 'max'];

function position(list: readonly string[], name: string, what: string): number {
  const i = list.indexOf(name);
  if (i < 0) throw new InternalError(`cpu: unknown ${what} ${name}`);
  return i;
}

/** Turns kernel specs into the words that the addon's `prepare` reads. */
export class SpecEncoder {
  private readonly opNumbers: ReadonlyMap<string, number>;

  constructor(ops: readonly string[]) {
    this.opNumbers = new Map(ops.map((name, i) => [name, i]));
  }

  encode(spec: KernelSpec): Float64Array {
    const words = [families.indexOf(spec.family), spec.rank];
    switch (spec.family) {
      case 'map':
        words.push(spec.contiguous ? 1 : 0);
        this.expression(words, spec.expr, spec.expr.inputs, spec.expr.outputTypes);
        break;
      case 'reduce': {
        words.push(spec.kept, position(combines, spec.combine, 'combination'), spec.accumulate.id);
        this.expression(words, spec.prologue, spec.prologue.inputs, [spec.accumulate]);
        const { epilogue } = spec;
        const inputs = [spec.accumulate, int64].slice(0, epilogue.inputs.length);
        this.expression(words, epilogue, inputs, epilogue.outputTypes);
        break;
      }
      case 'scan':
        words.push(position(scans, spec.combine, 'scan'), spec.inputType.id, spec.dtype.id);
        break;
      case 'matmul':
        words.push(spec.dtype.id);
        break;
      case 'gather':
        words.push(spec.dtype.id, spec.indexTypes.length, ...spec.indexTypes.map((t) => t.id));
        break;
      case 'scatter':
        words.push(
          position(modes, spec.mode, 'scatter mode'),
          spec.dtype.id,
          spec.indexTypes.length,
          ...spec.indexTypes.map((t) => t.id),
        );
        break;
      case 'sort':
        words.push(spec.dtype.id, spec.indexType.id, spec.descending ? 1 : 0);
        break;
    }
    return Float64Array.from(words);
  }

  private expression(
    words: number[],
    expr: Expr,
    inputs: readonly DType[],
    outputTypes: readonly DType[],
  ): void {
    words.push(inputs.length, ...inputs.map((t) => t.id), expr.params, expr.code.length);
    for (const { op, dtype, args, value } of expr.code) {
      words.push(this.opNumber(op), dtype.id, value, args.length, ...args);
    }
    words.push(expr.outputs.length);
    for (let i = 0; i < expr.outputs.length; i++) words.push(expr.outputs[i], outputTypes[i].id);
  }

  private opNumber(op: ScalarOp): number {
    const n = this.opNumbers.get(op);
    if (n === undefined) throw new InternalError(`cpu: unknown scalar instruction ${op}`);
    return n;
  }
}
