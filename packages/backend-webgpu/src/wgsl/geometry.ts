import type { Frame } from './frame.js';

/** Layout of the parameter words that all families share: a count, the dims, then offset and strides of each operand. */
export class Geometry {
  constructor(
    readonly rank: number,
    readonly operands: number,
  ) {}

  dim(d: number): number {
    return 1 + d;
  }

  offset(k: number): number {
    return 1 + this.rank + k * (1 + this.rank);
  }

  stride(k: number, d: number): number {
    return this.offset(k) + 1 + d;
  }

  /** First word after those of the operands. */
  get end(): number {
    return 1 + this.rank + this.operands * (1 + this.rank);
  }

  /**
   * Statements that add to `{name}{k}` of each operand where the linear position `from` over dims first…last-1 leads;
   * the variables must exist.
   */
  locate(
    f: Frame,
    from: string,
    name: string,
    operands: readonly number[],
    first = 0,
    last = this.rank,
  ): string[] {
    if (first >= last) return [];
    const lines = [`var rest_${name} = ${from};`];
    for (let d = last - 1; d >= first; d--) {
      const outermost = d === first;
      const at = `${name}_at${d}`;
      lines.push(
        outermost
          ? `let ${at} = rest_${name};`
          : `let ${at} = rest_${name} % ${f.word(this.dim(d))}; rest_${name} /= ${f.word(this.dim(d))};`,
      );
      for (const k of operands) lines.push(`${name}${k} += ${at} * ${f.word(this.stride(k, d))};`);
    }
    return lines;
  }

  /** Declares `{name}{k}` with the operands' offsets. */
  start(f: Frame, name: string, operands: readonly number[]): string[] {
    return operands.map((k) => `var ${name}${k} = ${f.word(this.offset(k))};`);
  }
}
