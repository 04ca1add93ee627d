import { centered } from '../digit/center.js';
import { colourOf, onSchemeChange } from './dom.js';

/** Pixels of the paper, whatever its size on the screen: ten for one of the network's. */
const SIZE = 280;
/** MNIST's pens are about two of its pixels wide, before they were scaled to 20 pixels' height. */
const PEN = 20;
const KEY_STEP = 7;

type Point = readonly [x: number, y: number];

/**
 * Paper to draw on with mouse, finger, pen or the arrow keys.
 *
 * @param changed gets what the network shall see, 28×28 values from 0 to 1, or null when the paper is blank
 */
export class Pad {
  /** White ink on black, whatever the paper looks like. */
  private readonly ink: CanvasRenderingContext2D;
  private readonly paper: CanvasRenderingContext2D;
  private strokes: Point[][] = [];
  /** A picture instead of strokes. */
  private picture: Float32Array | null = null;
  private pen: Point = [SIZE / 2, SIZE / 2];
  private penDown = false;
  private scheduled = false;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly hint: HTMLElement,
    private readonly changed: (pixels: Float32Array | null, finished: boolean) => void,
  ) {
    this.paper = canvas.getContext('2d')!;
    const ink = document.createElement('canvas');
    ink.width = ink.height = SIZE;
    this.ink = ink.getContext('2d', { willReadFrequently: true })!;
    canvas.addEventListener('pointerdown', (e) => this.down(e));
    canvas.addEventListener('pointermove', (e) => this.move(e));
    canvas.addEventListener('pointerup', () => this.up());
    canvas.addEventListener('pointercancel', () => this.up());
    canvas.addEventListener('keydown', (e) => this.key(e));
    canvas.addEventListener('focus', () => this.draw());
    canvas.addEventListener('blur', () => {
      this.penDown = false;
      this.draw();
    });
    onSchemeChange(() => this.draw());
    this.draw();
  }

  private pointOf(e: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return [((e.clientX - box.left) / box.width) * SIZE, ((e.clientY - box.top) / box.height) * SIZE];
  }

  private down(e: PointerEvent): void {
    if (e.button !== 0) return;
    this.canvas.setPointerCapture(e.pointerId);
    this.begin(this.pointOf(e));
  }

  private begin(at: Point): void {
    if (this.picture !== null) this.strokes = [];
    this.picture = null;
    this.strokes.push([at]);
    this.schedule(false);
  }

  private move(e: PointerEvent): void {
    if (e.buttons === 0 || !this.canvas.hasPointerCapture(e.pointerId)) return;
    // A fast hand makes several points between two frames.
    const events = e.getCoalescedEvents?.() ?? [];
    for (const event of events.length > 0 ? events : [e]) this.strokes.at(-1)?.push(this.pointOf(event));
    this.schedule(false);
  }

  private up(): void {
    if (this.strokes.length > 0) this.schedule(true);
  }

  private key(e: KeyboardEvent): void {
    const moves: Record<string, Point> = {
      ArrowLeft: [-KEY_STEP, 0],
      ArrowRight: [KEY_STEP, 0],
      ArrowUp: [0, -KEY_STEP],
      ArrowDown: [0, KEY_STEP],
    };
    const by = moves[e.key];
    if (by !== undefined) {
      const inside = (v: number): number => Math.max(PEN / 2, Math.min(SIZE - PEN / 2, v));
      this.pen = [inside(this.pen[0] + by[0]), inside(this.pen[1] + by[1])];
      if (this.penDown) this.strokes.at(-1)?.push(this.pen);
      this.schedule(false);
    } else if (e.key === ' ') {
      this.penDown = !this.penDown;
      if (this.penDown) this.begin(this.pen);
      else this.schedule(true);
    } else if (e.key === 'Delete' || e.key === 'Backspace') this.wipe();
    else return;
    e.preventDefault();
  }

  wipe(): void {
    this.strokes = [];
    this.picture = null;
    this.penDown = false;
    this.schedule(true);
  }

  /** Shows a picture of 28×28 as if it had been drawn. */
  show(pixels: Float32Array): void {
    this.strokes = [];
    this.picture = pixels;
    this.draw();
  }

  private finished = false;

  private schedule(finished: boolean): void {
    this.finished ||= finished;
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      const done = this.finished;
      this.finished = false;
      this.draw();
      this.changed(this.strokes.length === 0 ? null : this.read(), done);
    });
  }

  private draw(): void {
    this.inkStrokes();
    const { paper } = this;
    const [r, g, b] = colourOf('--pad-ink');
    paper.clearRect(0, 0, SIZE, SIZE);
    if (this.picture !== null) {
      this.drawPicture(this.picture, r, g, b);
    } else {
      drawStrokes(paper, this.strokes, `rgb(${r} ${g} ${b})`);
    }
    if (document.activeElement === this.canvas && this.canvas.matches(':focus-visible')) this.drawPen();
    this.hint.hidden = this.strokes.length > 0 || this.picture !== null;
  }

  private inkStrokes(): void {
    const { ink } = this;
    ink.fillStyle = '#000';
    ink.fillRect(0, 0, SIZE, SIZE);
    drawStrokes(ink, this.strokes, '#fff');
  }

  private drawPicture(pixels: Float32Array, r: number, g: number, b: number): void {
    for (let i = 0; i < pixels.length; i++) {
      if (pixels[i]! < 0.02) continue;
      this.paper.fillStyle = `rgb(${r} ${g} ${b} / ${pixels[i]})`;
      this.paper.fillRect(10 * (i % 28), 10 * Math.floor(i / 28), 10, 10);
    }
  }

  /** Where the arrow keys have taken the pen. */
  private drawPen(): void {
    const [x, y] = this.pen;
    const [r, g, b] = colourOf('--for');
    this.paper.strokeStyle = `rgb(${r} ${g} ${b})`;
    this.paper.lineWidth = 2.5;
    this.paper.beginPath();
    this.paper.arc(x, y, PEN / 2 + 2, 0, 2 * Math.PI);
    this.paper.stroke();
  }

  private read(): Float32Array | null {
    const { data } = this.ink.getImageData(0, 0, SIZE, SIZE);
    const ink = new Float32Array(SIZE * SIZE);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i]! / 255;
    return centered(ink, SIZE);
  }
}

function drawStrokes(on: CanvasRenderingContext2D, strokes: readonly Point[][], colour: string): void {
  on.strokeStyle = colour;
  on.lineWidth = PEN;
  on.lineCap = 'round';
  on.lineJoin = 'round';
  for (const stroke of strokes) {
    on.beginPath();
    const [first, ...rest] = stroke as [Point, ...Point[]];
    on.moveTo(...first);
    // A dot is a line to itself.
    for (const p of rest.length > 0 ? rest : [first]) on.lineTo(...p);
    on.stroke();
  }
}
