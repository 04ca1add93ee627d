import type { Filters } from '../protocol.js';
import { colourOf, onSchemeChange } from './dom.js';

/** Weights as pictures: one colour for what speaks for a pixel, another for what speaks against it. */
export class Gallery {
  private readonly canvases: HTMLCanvasElement[] = [];
  private last: Filters | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly note: HTMLElement,
  ) {
    onSchemeChange(() => this.last !== null && this.show(this.last));
  }

  show(filters: Filters): void {
    const { count, total, size, layer } = filters;
    const changed =
      this.last === null || this.last.layer !== layer || this.last.count !== count || this.last.size !== size;
    this.last = filters;
    if (changed) this.rebuild(filters);
    const image = new ImageData(size, size);
    const colours = [colourOf('--zero'), colourOf('--for'), colourOf('--against')] as const;
    this.canvases.forEach((canvas, k) => {
      paint(image.data, filters.values.subarray(k * size * size, (k + 1) * size * size), colours);
      canvas.getContext('2d')!.putImageData(image, 0, 0);
    });
    const text = `${layer}.weight: ${count === total ? `${total} pictures` : `${count} of ${total} pictures`} of ${size} × ${size} weights.`;
    if (this.note.textContent !== text) this.note.textContent = text;
    this.host.setAttribute('aria-label', `Pictures of the first layer’s weights: ${text}`);
  }

  private rebuild({ count, size }: Filters): void {
    this.host.replaceChildren();
    this.canvases.length = 0;
    this.host.classList.toggle('few', count < 16);
    for (let k = 0; k < count; k++) {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = size;
      this.canvases.push(canvas);
      const picture = document.createElement('span');
      picture.append(canvas);
      // A layer of ten rows that looks at all pixels has one row a digit.
      if (count === 10 && size === 28) picture.append(String(k));
      this.host.append(picture);
    }
  }
}

type Colour = readonly [number, number, number];

function paint(
  out: Uint8ClampedArray,
  values: Float32Array,
  [zero, positive, negative]: readonly [Colour, Colour, Colour],
): void {
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    const end = v > 0 ? positive : negative;
    const amount = Math.min(1, Math.abs(v));
    for (let c = 0; c < 3; c++) out[4 * i + c] = zero[c]! + (end[c]! - zero[c]!) * amount;
    out[4 * i + 3] = 255;
  }
}
