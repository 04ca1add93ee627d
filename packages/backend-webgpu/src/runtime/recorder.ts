import { InternalError } from '@cresset/tensor/backend';
import { Frame, type Program } from '../wgsl/frame.js';
import type { Block } from './buffer.js';

/** Parameter words of the commands between two submissions. */
const RING_BYTES = 256 * 1024;
/** Dispatches after which the recorded work is submitted, so that the device doesn't idle until something is read. */
const MAX_COMMANDS = 128;
/** Most bind groups that are kept. */
const MAX_GROUPS = 4096;

const COMPUTE = 0x4;
const UNIFORM = 0x40;
const COPY_DST = 0x8;

interface Pipeline {
  readonly id: number;
  readonly gpu: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Bytes of the parameters. */
  readonly parameters: number;
}

/** Records dispatches and copies into one command encoder until it is flushed. */
export class Recorder {
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;
  private readonly ring: GPUBuffer;
  private readonly staging = new Int32Array(RING_BYTES / 4);
  private used = 0;
  private commands = 0;
  private readonly pipelines = new Map<string, Pipeline>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();
  private readonly groups = new Map<string, GPUBindGroup>();
  /** Kernels run since the start. */
  dispatches = 0;
  submissions = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly maxBindings: number,
    private readonly alignment: number,
  ) {
    this.ring = device.createBuffer({ size: RING_BYTES, usage: UNIFORM | COPY_DST });
  }

  get compiled(): number {
    return this.pipelines.size;
  }

  dispatch(program: Program, blocks: readonly Block[], words: readonly number[], workgroups: number): void {
    if (words.length !== program.words) {
      throw new InternalError(`webgpu: ${program.key} got ${words.length} words, not ${program.words}`);
    }
    const pattern: number[] = [];
    const distinct: Block[] = [];
    for (const block of blocks) {
      let slot = distinct.indexOf(block);
      if (slot < 0) slot = distinct.push(block) - 1;
      pattern.push(slot);
    }
    if (distinct.length > this.maxBindings) {
      throw new InternalError(`webgpu: ${distinct.length} buffers for ${this.maxBindings} bindings`);
    }
    const pipeline = this.pipeline(program, pattern);
    if (this.used + pipeline.parameters > RING_BYTES || this.commands >= MAX_COMMANDS) this.flush();
    const offset = this.used;
    this.used += Math.ceil(pipeline.parameters / this.alignment) * this.alignment;
    for (let i = 0; i < words.length; i++) this.staging[offset / 4 + i] = words[i];
    const group = this.group(pipeline, distinct);
    this.encoder ??= this.device.createCommandEncoder();
    this.pass ??= this.encoder.beginComputePass();
    this.pass.setPipeline(pipeline.gpu);
    this.pass.setBindGroup(0, group, [offset]);
    const x = Math.min(workgroups, 65535);
    this.pass.dispatchWorkgroups(x, Math.ceil(workgroups / x));
    this.commands++;
    this.dispatches++;
  }

  copy(from: GPUBuffer, fromByte: number, to: GPUBuffer, toByte: number, bytes: number): void {
    this.encoder ??= this.device.createCommandEncoder();
    this.pass?.end();
    this.pass = null;
    this.encoder.copyBufferToBuffer(from, fromByte, to, toByte, bytes);
    this.commands++;
  }

  /** Submits what was recorded. */
  flush(): void {
    if (this.encoder === null) return;
    this.pass?.end();
    if (this.used > 0) this.device.queue.writeBuffer(this.ring, 0, this.staging.buffer, 0, this.used);
    const commands = this.encoder.finish();
    this.encoder = null;
    this.pass = null;
    this.used = 0;
    this.commands = 0;
    this.submissions++;
    this.device.queue.submit([commands]);
  }

  /** Forgets recorded work: for a device that is gone. */
  abandon(): void {
    this.encoder = null;
    this.pass = null;
    this.used = 0;
    this.commands = 0;
  }

  private pipeline(program: Program, pattern: readonly number[]): Pipeline {
    const key = `${program.key}#${pattern.join()}`;
    const known = this.pipelines.get(key);
    if (known !== undefined) return known;
    const frame = new Frame(program, pattern);
    const parameters = Math.max(1, Math.ceil(program.words / 4)) * 16;
    const layout = this.layout(frame.accesses, parameters);
    const module = this.device.createShaderModule({ code: frame.source(), label: program.key.slice(0, 100) });
    const gpu = this.device.createComputePipeline({
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    });
    const made: Pipeline = { id: this.pipelines.size, gpu, layout, parameters };
    this.pipelines.set(key, made);
    return made;
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

  private group(pipeline: Pipeline, blocks: readonly Block[]): GPUBindGroup {
    let key = String(pipeline.id);
    for (const block of blocks) key += `,${block.uid}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      if (this.groups.size >= MAX_GROUPS) this.groups.clear();
      const entries: GPUBindGroupEntry[] = [
        { binding: 0, resource: { buffer: this.ring, offset: 0, size: pipeline.parameters } },
      ];
      blocks.forEach((block, slot) => {
        entries.push({ binding: slot + 1, resource: { buffer: block.gpu } });
      });
      group = this.device.createBindGroup({ layout: pipeline.layout, entries });
      this.groups.set(key, group);
    }
    return group;
  }
}
