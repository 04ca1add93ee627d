/**
 * What MNIST's makers did to their scans: the ink is scaled into a box of 20×20 pixels with its proportions kept, and
 * placed on 28×28 so that its centre of mass is in the middle (LeCun, Bottou, Bengio, Haffner, 1998).
 *
 * @param ink amount of ink, from 0 to 1, row by row
 * @param width of the drawing in pixels
 * @returns 28×28 values from 0 to 1, or null where nothing is drawn
 */
export function centered(ink: Float32Array, width: number): Float32Array | null {
  const box = boxOf(ink, width);
  if (box === null) return null;
  const scale = 20 / Math.max(box.right - box.left, box.bottom - box.top);
  const [columns, rows] = [
    Math.max(1, Math.round((box.right - box.left) * scale)),
    Math.max(1, Math.round((box.bottom - box.top) * scale)),
  ];
  const small = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      small[y * columns + x] = meanOf(
        ink,
        width,
        box.left + x / scale,
        box.top + y / scale,
        box.left + (x + 1) / scale,
        box.top + (y + 1) / scale,
      );
    }
  }
  return placed(small, columns, rows);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf(ink: Float32Array, width: number): Box | null {
  let [left, top, right, bottom] = [width, Infinity, -1, -1];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i]! < 0.1) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return right < 0 ? null : { left, top, right: right + 1, bottom: bottom + 1 };
}

/** Mean over the pixels of a rectangle; those at its edges count whole, which at ten pixels to one can't be seen. */
function meanOf(
  ink: Float32Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  const height = ink.length / width;
  let [sum, count] = [0, 0];
  for (
    let y = Math.floor(top);
    y < Math.min(height, Math.max(Math.floor(top) + 1, Math.round(bottom)));
    y++
  ) {
    for (
      let x = Math.floor(left);
      x < Math.min(width, Math.max(Math.floor(left) + 1, Math.round(right)));
      x++
    ) {
      sum += ink[y * width + x]!;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Puts a picture on 28×28, its centre of mass at (14, 14), as far as it fits. */
function placed(small: Float32Array, columns: number, rows: number): Float32Array {
  let [mass, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const v = small[y * columns + x]!;
      mass += v;
      sumX += v * (x + 0.5);
      sumY += v * (y + 0.5);
    }
  }
  const at = (sum: number, size: number): number =>
    Math.max(0, Math.min(28 - size, Math.round(14 - sum / mass)));
  const [left, top] = [at(sumX, columns), at(sumY, rows)];
  const out = new Float32Array(28 * 28);
  for (let y = 0; y < rows; y++) {
    out.set(small.subarray(y * columns, (y + 1) * columns), (top + y) * 28 + left);
  }
  return out;
}
