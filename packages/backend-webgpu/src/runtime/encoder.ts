import type { Block } from './buffer.js';
import type { Pipeline, Pipelines } from './pipelines.js';
import type { Work } from './recorder.js';

/** Parameter words of the commands of one submission. */
const RING_BYTES = 256 * 1024;
/** Most bind groups that are kept. */
const MAX_GROUPS = 4096;

const UNIFORM = 0x40;
const COPY_DST = 0x8;

function isImpossible(w: Work): boolean {
  switch (w.kind) {
    case 'dispatch':
      return w.blocks.some((b) => b.absent);
    case 'copy':
      return w.from.absent;
    case 'write':
      return w.to.absent;
    case 'destroy':
      return false;
  }
}

/** Turns recorded work into submissions: one, unless the parameters don't fit or bytes are written in between. */
export class Encoder {
  private readonly ring: GPUBuffer;
  private readonly groups = new Map<string, GPUBindGroup>();
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;
  submissions = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: Pipelines,
    private readonly failed: (error: Error) => void,
  ) {
    this.ring = device.createBuffer({ size: RING_BYTES, usage: UNIFORM | COPY_DST });
  }

  /** @returns blocks that may be destroyed now */
  encode(work: readonly Work[], words: Int32Array): readonly Block[] {
    const destroyed: Block[] = [];
    // The parameters of this submission: words from `start` (-1: none yet) to `end`.
    let start = -1;
    let end = 0;
    for (const w of work) {
      if (isImpossible(w)) continue;
      switch (w.kind) {
        case 'dispatch': {
          const { pipeline } = w;
          const last = w.at + pipeline.parameters / 4;
          if (start >= 0 && (last - start) * 4 > RING_BYTES) {
            this.submit(words, start, end);
            start = -1;
          }
          if (start < 0) start = w.at;
          end = last;
          this.dispatch(pipeline, w.blocks, (w.at - start) * 4, w.workgroups);
          break;
        }
        case 'copy':
          this.pass?.end();
          this.pass = null;
          this.encoder ??= this.device.createCommandEncoder();
          this.encoder.copyBufferToBuffer(w.from.gpu, w.fromByte, w.to, w.toByte, w.bytes);
          break;
        case 'write':
          this.submit(words, start, end);
          start = -1;
          this.device.queue.writeBuffer(w.to.gpu, w.toByte, w.bytes as Uint8Array<ArrayBuffer>);
          break;
        case 'destroy':
          destroyed.push(w.block);
      }
    }
    this.submit(words, start, end);
    return destroyed;
  }

  private dispatch(pipeline: Pipeline, blocks: readonly Block[], offset: number, workgroups: number): void {
    if (pipeline.broken !== null) {
      this.failed(pipeline.broken);
      return;
    }
    this.encoder ??= this.device.createCommandEncoder();
    this.pass ??= this.encoder.beginComputePass();
    this.pass.setPipeline(this.pipelines.force(pipeline));
    this.pass.setBindGroup(0, this.group(pipeline, blocks), [offset]);
    const x = Math.min(workgroups, 65535);
    this.pass.dispatchWorkgroups(x, Math.ceil(workgroups / x));
  }

  private submit(words: Int32Array, start: number, end: number): void {
    if (this.encoder === null) return;
    this.pass?.end();
    if (start >= 0) {
      this.device.queue.writeBuffer(this.ring, 0, words.buffer as ArrayBuffer, start * 4, (end - start) * 4);
    }
    const commands = this.encoder.finish();
    this.encoder = null;
    this.pass = null;
    this.submissions++;
    this.device.queue.submit([commands]);
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
