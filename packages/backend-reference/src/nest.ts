/** Source text of nested loops over a strided iteration space; the layout of a command is that of `Batch`. */

/** Position of word `i` of operand `k` (0: buffer, 1: offset, 2…: strides), relative to the command's start p. */
export function operandWord(rank: number, k: number, i: number): string {
  return `w[p+${2 + rank + k * (2 + rank) + i}]`;
}

/** Position of the first parameter word. */
export function paramsAt(rank: number, operands: number): string {
  return `p+${2 + rank + operands * (2 + rank)}`;
}

/** Name of operand k's offset inside `depth` loops. */
export function offsetName(k: number, depth: number): string {
  return `off${k}_${depth}`;
}

/** Declares the sizes n…, the strides s… and the starting offsets of `operands`. */
export function declareLayout(rank: number, operands: readonly number[]): string {
  let text = '';
  // Sizes, strides and offsets fit 32 bits (`limits.maxBufferBytes`); saying so keeps the address arithmetic integer.
  for (let d = 0; d < rank; d++) text += `const n${d}=w[p+${2 + d}]|0;`;
  for (const k of operands) {
    text += `let ${offsetName(k, 0)}=${operandWord(rank, k, 1)}|0;`;
    for (let d = 0; d < rank; d++) text += `const s${k}_${d}=${operandWord(rank, k, 2 + d)}|0;`;
  }
  return text;
}

/** Loops over dims from…to-1 around `body`, in which operand k's offset is `offsetName(k, to)`. */
export function nest(from: number, to: number, operands: readonly number[], body: string): string {
  if (from === to) return body;
  const d = from;
  // Each level advances a copy of its own, so that what is outside keeps its offsets.
  const open = operands.map((k) => `let ${offsetName(k, d + 1)}=${offsetName(k, d)};`).join('');
  const advance = operands
    .map((k) => `${offsetName(k, d + 1)}=(${offsetName(k, d + 1)}+s${k}_${d})|0;`)
    .join('');
  return `${open}for(let i${d}=0;i${d}<n${d};i${d}++){${nest(d + 1, to, operands, body)}${advance}}`;
}
