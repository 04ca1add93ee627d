import type { DType } from '@cresset/tensor/backend';
import type { Frame } from '../wgsl/frame.js';
import type { Geometry } from '../wgsl/geometry.js';
import { unsupported } from '../wgsl/unsupported.js';

/**
 * What gather and scatter share: operand 2 + j is an index tensor, with a size and a step in the words after the
 * geometry. An index out of range is never followed: it is noted in the status block, for the next read to raise.
 */
export function addressText(
  f: Frame,
  g: Geometry,
  types: readonly DType[],
  status: number,
  family: 1 | 2,
): string[] {
  const lines = ['var inside = true;', 'var address = 0;'];
  types.forEach((type, j) => {
    const k = 2 + j;
    const size = f.word(g.end + 2 * j);
    if (type.name === 'int64') {
      lines.push(
        `let long${j} = ${f.load(k, `p${k}`)};`,
        `let index${j} = bitcast<i32>(long${j}.x);`,
        // The high word of an index within 32 bits repeats its sign.
        `let fits${j} = long${j}.y == select(0u, 0xffffffffu, index${j} < 0);`,
      );
    } else {
      lines.push(`let index${j} = ${f.load(k, `p${k}`)};`, `let fits${j} = true;`);
    }
    lines.push(
      `if (!fits${j} || index${j} >= ${size} || index${j} < -${size}) {`,
      '  inside = false;',
      `  if (atomicCompareExchangeWeak(${f.place(status, '0')}, 0u, ${family}u).exchanged) {`,
      `    ${f.storeRaw(status, '1', `bitcast<u32>(index${j})`)} ${f.storeRaw(status, '2', `bitcast<u32>(${size})`)}`,
      '  }',
      '}',
      `address += select(index${j}, index${j} + ${size}, index${j} < 0) * ${f.word(g.end + 2 * j + 1)};`,
    );
  });
  return lines;
}

export function checkIndexTypes(family: string, types: readonly DType[]): void {
  for (const t of types)
    if (t.name !== 'int64' && t.name !== 'int32') throw unsupported(`${family}: index`, t);
}
