import { InternalError } from '@cresset/tensor/backend';
import { Frame, type Program } from '../wgsl/frame.js';

const COMPUTE = 0x4;

/** A compiled kernel, or one on its way. */
export interface Pipeline {
  readonly id: number;
  readonly key: string;
  readonly layout: GPUBindGroupLayout;
  /** Bytes of the parameters. */
  readonly parameters: number;
  /** Null until it is compiled, and for ever if it can't be. */
  gpu: GPUComputePipeline | null;
  /** Why it can't be compiled. */
  broken: InternalError | null;
  /** While it compiles; never rejects. */
  pending: Promise<void> | null;
  /** What to compile; null once that is done: a module that is kept holds half a megabyte of the compiler's. */
  descriptor: GPUComputePipelineDescriptor | null;
}

/** Pipelines by program and by which operands share a buffer. They compile side by side, while nobody waits. */
export class Pipelines {
  private readonly made = new Map<string, Pipeline>();
  private readonly byProgram = new WeakMap<Program, Map<number | string, Pipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  constructor(private readonly device: GPUDevice) {}

  get count(): number {
    return this.made.size;
  }

  /**
   * @param slots number of the buffer of each operand, in order of appearance
   * @param pattern the same as one value
   */
  get(program: Program, slots: readonly number[], pattern: number | string): Pipeline {
    let known = this.byProgram.get(program);
    if (known === undefined) this.byProgram.set(program, (known = new Map()));
    let pipeline = known.get(pattern);
    if (pipeline === undefined) {
      const key = `${program.key}#${slots.join()}`;
      pipeline = this.made.get(key) ?? this.make(key, program, slots);
      known.set(pattern, pipeline);
    }
    return pipeline;
  }

  /** Compiles at once what is still compiling: for a loop that never lets a promise settle. */
  force(pipeline: Pipeline): GPUComputePipeline {
    if (pipeline.gpu === null) {
      const { descriptor } = pipeline;
      if (descriptor === null) throw pipeline.broken;
      pipeline.gpu = this.device.createComputePipeline(descriptor);
    }
    return pipeline.gpu;
  }

  private make(key: string, program: Program, slots: readonly number[]): Pipeline {
    const { device } = this;
    const frame = new Frame(program, slots, device.features.has('shader-f16'));
    const parameters = Math.max(1, Math.ceil(program.words / 4)) * 16;
    const layout = this.layout(frame.accesses, parameters);
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: frame.source(), label: key.slice(0, 100) });
    const refused = device.popErrorScope().catch(() => null);
    const descriptor: GPUComputePipelineDescriptor = {
      label: key.slice(0, 100),
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    };
    const pipeline: Pipeline = {
      id: this.made.size,
      key,
      layout,
      parameters,
      gpu: null,
      broken: null,
      pending: null,
      descriptor,
    };
    this.made.set(key, pipeline);
    pipeline.pending = this.compile(pipeline, descriptor, refused);
    return pipeline;
  }

  private async compile(
    pipeline: Pipeline,
    descriptor: GPUComputePipelineDescriptor,
    refused: Promise<GPUError | null>,
  ): Promise<void> {
    try {
      const gpu = await this.device.createComputePipelineAsync(descriptor);
      pipeline.gpu ??= gpu;
    } catch (error) {
      // What the compiler said of the text is better than what it means for the pipeline.
      const message = (await refused)?.message ?? (error as Error).message;
      pipeline.broken = new InternalError(
        `webgpu: the device can't compile the kernel ${pipeline.key.slice(0, 200)}: ${message}`,
      );
    }
    pipeline.pending = null;
    pipeline.descriptor = null;
  }

  private layout(accesses: readonly ('read' | 'write')[], parameters: number): GPUBindGroupLayout {
    const key = `${accesses.join()} ${parameters}`;
    let layout = this.layouts.get(key);
    if (layout === undefined) {
      const entries: GPUBindGroupLayoutEntry[] = [
        {
          binding: 0,
          visibility: COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: parameters },
        },
      ];
      accesses.forEach((access, slot) => {
        const type = access === 'read' ? 'read-only-storage' : 'storage';
        entries.push({ binding: slot + 1, visibility: COMPUTE, buffer: { type } });
      });
      layout = this.device.createBindGroupLayout({ entries });
      this.layouts.set(key, layout);
    }
    return layout;
  }
}
