import type { MatmulSpec } from '@cresset/tensor/backend';
import type { Frame, OperandUse } from '../../wgsl/frame.js';
import { Geometry } from '../../wgsl/geometry.js';
import { binaryCode } from '../../wgsl/operations.js';
import type { Register } from '../../wgsl/types.js';
import { requireRegister } from '../../wgsl/unsupported.js';

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Text that the variants of a matrix product share. Operands: out, a, b. */
export class MatmulText {
  readonly g: Geometry;
  readonly register: Register;
  readonly operands: readonly OperandUse[];
  /** Dimensions before m, n, k. */
  readonly batch: number;
  /** Words after the geometry: tiles along m and n, products, terms that one workgroup adds up. */
  readonly tilesM: number;
  readonly tilesN: number;
  readonly matrices: number;
  readonly chunk: number;
  readonly words: number;

  constructor(readonly spec: MatmulSpec) {
    const { rank, dtype } = spec;
    this.register = requireRegister('matmul', dtype);
    this.g = new Geometry(rank, 3);
    this.batch = rank - 3;
    this.operands = [
      { dtype, access: 'write' },
      { dtype, access: 'read' },
      { dtype, access: 'read' },
    ];
    const { end } = this.g;
    [this.tilesM, this.tilesN, this.matrices, this.chunk] = [end, end + 1, end + 2, end + 3];
    this.words = end + 4;
  }

  get zero(): string {
    if (this.register === 'bool') return 'false';
    return this.register === 'vec2<u32>' ? 'vec2<u32>(0u, 0u)' : `${this.register}(0)`;
  }

  /** Dimensions m, n and k in the geometry. */
  get m(): number {
    return this.batch;
  }
  get n(): number {
    return this.batch + 1;
  }
  get k(): number {
    return this.batch + 2;
  }

  size(f: Frame, d: number): string {
    return f.word(this.g.dim(d));
  }

  stride(f: Frame, operand: number, d: number): string {
    return f.word(this.g.stride(operand, d));
  }

  /** Places p0, p1, p2 where matrix `matrix` of each operand begins. */
  locate(f: Frame, matrix: string, operands: readonly number[] = [0, 1, 2]): string[] {
    return [...this.g.start(f, 'p', operands), ...this.g.locate(f, matrix, 'p', operands, 0, this.batch)];
  }

  sums(rows: number, columns: number): string[] {
    return this.each(rows, columns, (i, j) => `var c${i}_${j} = ${this.zero};`);
  }

  /** c += a·x of a tile, with the names of its rows and columns. */
  products(
    rows: number,
    columns: number,
    a: (i: number) => string = (i) => `a${i}`,
    x: (j: number) => string = (j) => `x${j}`,
  ): string[] {
    const { dtype } = this.spec;
    return this.each(rows, columns, (i, j) => {
      const sum = `c${i}_${j}`;
      return this.register === 'f32'
        ? `${sum} = fma(${a(i)}, ${x(j)}, ${sum});`
        : `${sum} = ${binaryCode('add', dtype, sum, binaryCode('mul', dtype, a(i), x(j)))};`;
    });
  }

  private each(rows: number, columns: number, text: (i: number, j: number) => string): string[] {
    return range(rows).flatMap((i) => range(columns).map((j) => text(i, j)));
  }

  /**
   * Writes a tile that begins at `row` and `column`. What lies beyond the edge has repeated the last row and column, so
   * it may be written there again: one block of stores is cheaper than a branch each.
   */
  writeClamped(f: Frame, rows: number, columns: number): string[] {
    return [
      ...range(rows).map(
        (i) =>
          `let to_m${i} = p0 + min(row + ${i}, ${this.size(f, this.m)} - 1) * ${this.stride(f, 0, this.m)};`,
      ),
      ...range(columns).map(
        (j) =>
          `let to_n${j} = min(column + ${j}, ${this.size(f, this.n)} - 1) * ${this.stride(f, 0, this.n)};`,
      ),
      ...this.each(rows, columns, (i, j) => f.store(0, `(to_m${i} + to_n${j})`, `c${i}_${j}`)),
    ];
  }

  /** Writes what lies within the matrix, by `store`. */
  writeInside(
    f: Frame,
    rows: number,
    columns: number,
    store: (row: string, column: string, value: string) => string,
  ): string[] {
    return range(rows).map(
      (i) =>
        `if (row + ${i} < ${this.size(f, this.m)}) {\n${range(columns)
          .map(
            (j) =>
              `if (column + ${j} < ${this.size(f, this.n)}) { ${store(`(row + ${i})`, `(column + ${j})`, `c${i}_${j}`)} }`,
          )
          .join('\n')}\n}`,
    );
  }
}
