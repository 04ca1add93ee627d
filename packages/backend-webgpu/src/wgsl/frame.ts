import type { DType } from '@cresset/tensor/backend';
import { preludeOf, usesHalf } from './library.js';
import { castCode } from './operations.js';
import { isPacked, registerOf } from './types.js';
import { requireRegister } from './unsupported.js';

/** An operand of a kernel; without a dtype it is an array of 32-bit words. */
export interface OperandUse {
  readonly dtype: DType | null;
  /** `atomic`: written by several invocations at one place. */
  readonly access: 'read' | 'write' | 'atomic';
}

/** A kernel before it is known which of its operands lie in one buffer. */
export interface Program {
  /** Equal keys mean equal text. */
  readonly key: string;
  readonly operands: readonly OperandUse[];
  /** Words of parameters. */
  readonly words: number;
  /** Invocations a workgroup. */
  readonly workgroup: number;
  /** Whether the text uses functions of subgroups; it then has `subgroup_lane` and `subgroup_size`. */
  readonly subgroups?: boolean;
  text(frame: Frame): { readonly declarations?: string; readonly body: string };
}

/**
 * Text of the parts of a kernel that touch memory. WebGPU refuses a buffer that is bound both for reading and for
 * writing, so each buffer is bound once, as an array of words, whatever operands of whatever dtype lie in it: kernels
 * are compiled anew for each such pattern (in practice: in place, or not).
 */
export class Frame {
  private readonly atomic: boolean[] = [];
  private readonly writable: boolean[] = [];

  /**
   * @param pattern number of the buffer of each operand, in order of appearance
   * @param f16 whether the device has `shader-f16`
   */
  constructor(
    readonly program: Program,
    private readonly pattern: readonly number[],
    private readonly f16 = false,
  ) {
    program.operands.forEach(({ dtype, access }, k) => {
      const slot = pattern[k];
      const shared = access === 'write' && dtype !== null && isPacked(dtype);
      this.atomic[slot] = this.atomic[slot] === true || access === 'atomic' || shared;
      this.writable[slot] = this.writable[slot] === true || access !== 'read';
    });
  }

  /** Parameter word `i`, an i32. */
  word(i: number): string {
    return `P[${i >> 2}].${'xyzw'[i & 3]}`;
  }

  unsigned(i: number): string {
    return `bitcast<u32>(${this.word(i)})`;
  }

  /** Word `at` of operand k. */
  raw(k: number, at: string): string {
    const element = `b${this.pattern[k]}[${at}]`;
    return this.atomic[this.pattern[k]] ? `atomicLoad(&${element})` : element;
  }

  /** The place of word `at` of operand k, for atomic functions. */
  place(k: number, at: string): string {
    return `&b${this.pattern[k]}[${at}]`;
  }

  storeRaw(k: number, at: string, code: string): string {
    const element = `b${this.pattern[k]}[${at}]`;
    return this.atomic[this.pattern[k]] ? `atomicStore(&${element}, ${code});` : `${element} = ${code};`;
  }

  /** Element `at` (an i32 without side effects) of operand k in a register. */
  load(k: number, at: string): string {
    const dtype = this.program.operands[k].dtype!;
    if (dtype.name === 'int64') {
      return `vec2<u32>(${this.raw(k, `2 * (${at})`)}, ${this.raw(k, `2 * (${at}) + 1`)})`;
    }
    return elementOf(dtype, this.raw(k, isPacked(dtype) ? `${at} >> ${packing(dtype).element}u` : at), at);
  }

  /** Statement that writes a register to element `at` of operand k. */
  store(k: number, at: string, value: string): string {
    const dtype = this.program.operands[k].dtype!;
    if (dtype.name === 'int64') {
      return `${this.storeRaw(k, `2 * (${at})`, `${value}.x`)} ${this.storeRaw(k, `2 * (${at}) + 1`, `${value}.y`)}`;
    }
    const bits = bitsCode(dtype, value);
    if (!isPacked(dtype)) return this.storeRaw(k, at, bits);
    // Neighbours in the word belong to other invocations; each changes its own bits only, so the order doesn't matter.
    const { shift, mask, element } = packing(dtype);
    const place = this.place(k, `${at} >> ${element}u`);
    return `{ let at_bit = ${shift(at)}; atomicAnd(${place}, ~(${mask} << at_bit)); atomicOr(${place}, ${bits} << at_bit); }`;
  }

  /** The whole shader. */
  source(): string {
    const { declarations = '', body } = this.program.text(this);
    const subgroups = this.program.subgroups === true;
    const lanes = subgroups
      ? ', @builtin(subgroup_invocation_id) subgroup_lane: u32, @builtin(subgroup_size) subgroup_size: u32'
      : '';
    const main = `${declarations}
@compute @workgroup_size(${this.program.workgroup})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32${lanes}) {
  let workgroup = i32(group.x + group.y * groups.x);
${indent(body)}
}
`;
    const f16 = this.f16 && usesHalf(main);
    let text = f16 ? 'enable f16;\n' : '';
    text += subgroups ? 'enable subgroups;\n' : '';
    text += `@group(0) @binding(0) var<uniform> P: array<vec4<i32>, ${Math.max(1, Math.ceil(this.program.words / 4))}>;\n`;
    this.writable.forEach((writable, slot) => {
      const element = this.atomic[slot] ? 'atomic<u32>' : 'u32';
      text += `@group(0) @binding(${slot + 1}) var<storage, ${writable ? 'read_write' : 'read'}> b${slot}: array<${element}>;\n`;
    });
    return text + preludeOf(main, f16) + main;
  }

  /** Access of each bound buffer. */
  get accesses(): readonly ('read' | 'write')[] {
    return this.writable.map((w) => (w ? 'write' : 'read'));
  }
}

/** Where an element that shares its word lies. */
export function packing(dtype: DType): {
  readonly shift: (at: string) => string;
  readonly mask: string;
  readonly element: number;
} {
  return dtype.bytes === 1
    ? { shift: (at) => `8u * (u32(${at}) & 3u)`, mask: '0xffu', element: 2 }
    : { shift: (at) => `16u * (u32(${at}) & 1u)`, mask: '0xffffu', element: 1 };
}

/** The register of element `at`, which lies in `word` (not for int64). */
export function elementOf(dtype: DType, word: string, at: string): string {
  const part = (code: string): string =>
    `extractBits(${code}, ${packing(dtype).shift(at)}, ${8 * dtype.bytes}u)`;
  switch (dtype.name) {
    case 'bool':
      return `(${part(word)} != 0u)`;
    case 'uint8':
      return `i32(${part(word)})`;
    case 'int8':
    case 'int16':
      return part(`bitcast<i32>(${word})`);
    case 'float16':
      return `half_value(${part(word)})`;
    case 'bfloat16':
      return `bitcast<f32>(${part(word)} << 16u)`;
    default:
      return `bitcast<${requireRegister('load', dtype)}>(${word})`;
  }
}

/** The bits of a register as they are kept in memory, in the lowest part of a word (not for int64). */
export function bitsCode(dtype: DType, value: string): string {
  switch (dtype.name) {
    case 'bool':
      return `u32(${value})`;
    case 'float16':
      return `half_bits(${value})`;
    case 'bfloat16':
      return `brain_bits(${value})`;
    default: {
      const bits = `bitcast<u32>(${value})`;
      return isPacked(dtype) ? `(${bits} & ${packing(dtype).mask})` : bits;
    }
  }
}

/** Memory's type to a kernel's, where they differ. */
export const convert = (from: DType, to: DType, code: string): string =>
  from === to || registerOf(from) === null ? code : castCode(from, to, code);

export const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
