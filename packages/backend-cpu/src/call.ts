import type { Operand } from '@cresset/tensor/backend';
import type { Native } from './native.js';

export type Inputs = readonly (Operand | null)[];

/** Writes the words that native/src/overrides and native/src/routines read: operands, then attributes. */
export class Call {
  private at = 0;
  private readonly words: Float64Array;

  constructor(native: Native) {
    this.words = native.call;
  }

  begin(inputs: Inputs, outputs: readonly Operand[]): this {
    this.at = 0;
    for (let i = 0; i < inputs.length; i++) this.operand(inputs[i]);
    for (let i = 0; i < outputs.length; i++) this.operand(outputs[i]);
    return this;
  }

  private operand(o: Operand | null): void {
    const { words } = this;
    let at = this.at;
    if (o === null) {
      words[at++] = 0;
    } else {
      const { shape } = o;
      words[at++] = o.buffer.id;
      words[at++] = o.offset;
      words[at++] = o.dtype.id;
      words[at++] = shape.length;
      for (let i = 0; i < shape.length; i++) words[at++] = shape[i];
    }
    this.at = at;
  }

  number(n: number): this {
    this.words[this.at++] = n;
    return this;
  }

  flag(b: unknown): this {
    return this.number(b === true ? 1 : 0);
  }

  list(numbers: readonly number[]): this {
    this.words[this.at++] = numbers.length;
    for (let i = 0; i < numbers.length; i++) this.words[this.at++] = numbers[i];
    return this;
  }
}
