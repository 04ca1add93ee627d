import type { DType, Expr, Instruction, MapSpec } from '@cresset/tensor/backend';
import { type Command, type Executable, product, type Runner } from '../command.js';
import type { WebGpuBuffer } from '../runtime/buffer.js';

/** One output of an expression, and which of its inputs it reads. */
export interface Alone {
  readonly expr: Expr;
  readonly inputs: readonly number[];
}

export function outputAlone(expr: Expr, output: number): Alone {
  const inputs: number[] = [];
  const code: Instruction[] = [];
  const places = new Map<number, number>();
  const visit = (at: number): number => {
    const known = places.get(at);
    if (known !== undefined) return known;
    const i = expr.code[at];
    const args = i.args.map(visit);
    let { value } = i;
    if (i.op === 'load') {
      const k = inputs.indexOf(value);
      value = k < 0 ? inputs.push(value) - 1 : k;
    }
    const place = code.push({ ...i, args, value }) - 1;
    places.set(at, place);
    return place;
  };
  const last = visit(expr.outputs[output]);
  return {
    inputs,
    expr: {
      inputs: inputs.map((k) => expr.inputs[k]),
      params: expr.params,
      code,
      outputs: [last],
      outputTypes: [expr.outputTypes[output]],
      key: `${expr.key}@${output}`,
    },
  };
}

const identity = (dtype: DType): Expr => ({
  inputs: [dtype],
  params: 0,
  code: [{ op: 'load', dtype, args: [], value: 0 }],
  outputs: [0],
  outputTypes: [dtype],
  key: `copy ${dtype.name}`,
});

const denseStrides = (dims: readonly number[]): number[] => {
  const strides = dims.map(() => 1);
  for (let d = dims.length - 2; d >= 0; d--) strides[d] = strides[d + 1] * dims[d + 1];
  return strides;
};

/**
 * A map of several outputs, output by output: for commands whose operands lie in more buffers than the adapter can bind
 * to a kernel. An output that overwrites an input, as optimizers' do, waits in scratch memory until all have read it.
 */
export class SplitMap {
  private readonly parts: { readonly alone: Alone; readonly run: Executable; readonly copy: Executable }[];

  constructor(
    private readonly spec: MapSpec,
    prepare: (spec: MapSpec) => Executable,
  ) {
    const { expr, rank, contiguous } = spec;
    const of = (e: Expr): Executable =>
      prepare({ family: 'map', expr: e, rank, contiguous, key: `${e.key} ${rank} ${contiguous}` });
    this.parts = expr.outputTypes.map((dtype, k) => {
      const alone = outputAlone(expr, k);
      return { alone, run: of(alone.expr), copy: of(identity(dtype)) };
    });
  }

  run(c: Command, runner: Runner): void {
    const outputs = this.parts.length;
    const elements = product(c.dims);
    const waiting: { readonly k: number; readonly scratch: WebGpuBuffer }[] = [];
    const dense = denseStrides(c.dims);
    this.parts.forEach(({ alone, run }, k) => {
      const operands = alone.inputs.map((i) => outputs + i);
      const overwrites = c.buffers.indexOf(c.buffers[k], outputs) >= 0;
      const { bytes } = this.spec.expr.outputTypes[k];
      const to = overwrites ? runner.scratch(Math.ceil((elements * bytes) / 4) * 4) : c.buffers[k];
      if (overwrites) waiting.push({ k, scratch: to });
      run.run(
        {
          dims: c.dims,
          params: c.params,
          offsets: [overwrites ? 0 : c.offsets[k], ...operands.map((o) => c.offsets[o])],
          strides: [overwrites ? dense : c.strides[k], ...operands.map((o) => c.strides[o])],
          buffers: [to, ...operands.map((o) => c.buffers[o])],
        },
        runner,
      );
    });
    for (const { k, scratch } of waiting) {
      this.parts[k].copy.run(
        {
          dims: c.dims,
          params: [],
          offsets: [c.offsets[k], 0],
          strides: [c.strides[k], dense],
          buffers: [c.buffers[k], scratch],
        },
        runner,
      );
      runner.release(scratch);
    }
  }
}
