import { expect } from 'vitest';
import type { Executable } from '../src/command.js';
import { WebGpuBuffer } from '../src/runtime/buffer.js';
import { Frame } from '../src/wgsl/frame.js';
import { range } from './helper.js';

const noMemory = {
  blockFor(): never {
    throw new Error('the text of a kernel needs no memory');
  },
};
export const buffer = (): WebGpuBuffer => new WebGpuBuffer(noMemory, 4);

/** What a device is taken to be. */
export interface As {
  readonly software?: boolean;
  readonly subgroup?: number;
  readonly subgroups?: boolean;
  readonly maxBindings?: number;
  readonly f16?: boolean;
}

/** The shaders that a command would run, in order; operands with the same number share a buffer. */
export function sources(
  e: Executable,
  dims: readonly number[],
  pattern: readonly number[] = range(e.operands),
  { software = true, subgroup = 0, subgroups = false, maxBindings = 8, f16 = false }: As = {},
): string[] {
  const buffers = range(e.operands).map(buffer);
  const texts: string[] = [];
  e.run(
    {
      dims,
      offsets: pattern.map(() => 0),
      strides: pattern.map(() => dims.map(() => 1)),
      params: range(e.params),
      buffers: pattern.map((p) => buffers[p]),
    },
    {
      dispatch(program, operands, words) {
        expect(words).toHaveLength(program.words);
        const distinct = [...new Set(operands)];
        texts.push(
          new Frame(
            program,
            operands.map((o) => distinct.indexOf(o)),
            f16,
          ).source(),
        );
      },
      scratch: buffer,
      release: () => {},
      status: buffer(),
      software,
      subgroup,
      subgroups,
      maxBindings,
    },
  );
  return texts;
}
