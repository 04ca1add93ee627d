import type { Operand } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import type { WebGpuBuffer } from '../runtime/buffer.js';
import type { Frame, OperandUse, Program } from '../wgsl/frame.js';
import { floatBits } from '../wgsl/literal.js';

/** What the text of a kernel may say. */
export class KernelText {
  constructor(
    private readonly frame: Frame,
    private readonly operands: number,
    private readonly names: readonly string[],
  ) {}

  /** Element `at` of operand k, counted from where the operand begins. */
  load(k: number, at: string): string {
    return this.frame.load(k, this.place(k, at));
  }

  store(k: number, at: string, value: string): string {
    return this.frame.store(k, this.place(k, at), value);
  }

  private place(k: number, at: string): string {
    return `(${this.frame.word(k)} + ${at})`;
  }

  /** Access to words, for operands without a dtype. */
  get raw(): Frame {
    return this.frame;
  }

  /** An integer that is given at each run. */
  int(name: string): string {
    return this.frame.word(this.operands + this.names.indexOf(name));
  }

  /** A number that is given at each run, by its bits. */
  float(name: string): string {
    return `bitcast<f32>(${this.int(name)})`;
  }
}

export interface DenseKernelDefinition<P extends string> {
  readonly name: string;
  readonly operands: readonly OperandUse[];
  readonly params: readonly P[];
  readonly workgroup: number;
  /** See `Program`. */
  readonly subgroups?: boolean;
  readonly text: (t: KernelText) => { readonly declarations?: string; readonly body: string };
}

export interface Place {
  readonly buffer: Operand['buffer'];
  readonly offset: number;
}

/** A kernel of an override: dense operands, each with its offset, then named parameters. */
export class DenseKernel<P extends string> {
  readonly program: Program;

  constructor(private readonly d: DenseKernelDefinition<P>) {
    this.program = {
      key: `override ${d.name}`,
      operands: d.operands,
      words: d.operands.length + d.params.length,
      workgroup: d.workgroup,
      ...(d.subgroups === true ? { subgroups: true } : {}),
      text: (f) => d.text(new KernelText(f, d.operands.length, d.params)),
    };
  }

  run(
    runner: Runner,
    operands: readonly Place[],
    params: Readonly<Record<P, number>>,
    workgroups: number,
  ): void {
    if (workgroups === 0) return;
    runner.dispatch(
      this.program,
      operands.map((o) => o.buffer as WebGpuBuffer),
      [...operands.map((o) => o.offset), ...this.d.params.map((name) => params[name])],
      workgroups,
    );
  }
}

/** The bits of a float, as a parameter that is read by `float`. */
export const asBits = (x: number): number => floatBits(x) | 0;
