import { type DType, float32, type Operand } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import type { WebGpuBuffer } from '../runtime/buffer.js';
import { bitsCode, type Frame, type OperandUse, type Program } from '../wgsl/frame.js';
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

  /** Whether two elements of operand k share a word. */
  isHalf(k: number): boolean {
    return this.frame.program.operands[k].dtype!.bytes === 2;
  }

  /** Declares what `storePaired` needs, before a loop over two neighbours. */
  pairOf(k: number): string {
    return `var held${k} = false; var low${k} = 0u;`;
  }

  /**
   * Stores an element as `store` does; where two neighbours that one invocation computes share a word, as one word,
   * which spares both their atomic operations.
   *
   * @param first whether this is the first of two neighbours
   */
  storePaired(k: number, at: string, value: string, first: string): string {
    const place = this.place(k, at);
    const bits = bitsCode(this.frame.program.operands[k].dtype!, value);
    return `if (${first} && (${place} & 1) == 0) { held${k} = true; low${k} = ${bits}; }
else if (held${k}) { ${this.frame.storeRaw(k, `${place} >> 1u`, `low${k} | (${bits} << 16u)`)} }
else { ${this.store(k, at, value)} }`;
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
  /** Where it says float32, any float that is computed in f32 may come. */
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
  /** Default: what the kernel says. */
  readonly dtype?: DType;
}

/** A kernel of an override: dense operands, each with its offset, then named parameters. */
export class DenseKernel<P extends string> {
  private readonly programs = new Map<string, Program>();

  constructor(private readonly d: DenseKernelDefinition<P>) {}

  /** The kernel for operands of these types. */
  private program(places: readonly Place[]): Program {
    const { d } = this;
    let types = '';
    for (let k = 0; k < places.length; k++) {
      const { dtype = float32 } = places[k];
      if (dtype !== float32 && d.operands[k].dtype === float32) types += ` ${k} ${dtype}`;
    }
    let program = this.programs.get(types);
    if (program === undefined) {
      const operands = d.operands.map(
        (use, k): OperandUse => (use.dtype === float32 ? { ...use, dtype: places[k].dtype ?? float32 } : use),
      );
      program = {
        key: `override ${d.name}${types}`,
        operands,
        words: operands.length + d.params.length,
        workgroup: d.workgroup,
        ...(d.subgroups === true ? { subgroups: true } : {}),
        text: (f) => d.text(new KernelText(f, operands.length, d.params)),
      };
      this.programs.set(types, program);
    }
    return program;
  }

  run(
    runner: Runner,
    operands: readonly Place[],
    params: Readonly<Record<P, number>>,
    workgroups: number,
  ): void {
    if (workgroups === 0) return;
    runner.dispatch(
      this.program(operands),
      operands.map((o) => o.buffer as WebGpuBuffer),
      [...operands.map((o) => o.offset), ...this.d.params.map((name) => params[name])],
      workgroups,
    );
  }
}

/** The bits of a float, as a parameter that is read by `float`. */
export const asBits = (x: number): number => floatBits(x) | 0;
