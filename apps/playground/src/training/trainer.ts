import { noGrad } from '@cresset/autograd';
import { CrossEntropyLoss } from '@cresset/nn';
import type { Optimizer } from '@cresset/optim';
import { manualSeed, scope, type Tensor, tensor } from '@cresset/tensor';
import type { LossPoint, Settings } from '../protocol.js';
import { type Data, MEAN, Order, STD } from './data.js';
import { type Classifier, networks } from './networks.js';
import { optimizers } from './optimizers.js';

/** A read of the loss waits for the device, so several steps share one: as many as fit into this time. */
const STRETCH_MS = 120;
const LONGEST_STRETCH = 32;

const TEST_IMAGES = 1000;
const TEST_BATCH = 250;
const TEST_MS = 1000;

/** What a stretch of steps took. */
export interface Stretch {
  readonly point: LossPoint;
  readonly images: number;
  readonly steps: number;
  readonly milliseconds: number;
}

/** A network with its optimizer and its place in the data. */
export class Trainer {
  readonly model: Classifier;
  step = 0;
  private optimizer: Optimizer;
  private order: Order;
  private readonly lossFunction = new CrossEntropyLoss();
  private stretchLength = 1;

  constructor(
    private settings: Settings,
    private data: Data,
  ) {
    // The same start for everybody: what differs between two runs is what was changed.
    manualSeed(1);
    this.model = networks[settings.network].make();
    this.optimizer = this.makeOptimizer();
    this.order = new Order(data.train.length);
  }

  get epoch(): number {
    return this.order.epoch;
  }

  get parameters(): number {
    let count = 0;
    for (const p of this.model.parameters()) count += p.length;
    return count;
  }

  private makeOptimizer(): Optimizer {
    const { optimizer, learningRate } = this.settings;
    return optimizers[optimizer](this.model.parameters(), learningRate);
  }

  /** Takes over what can be changed while the weights stay. */
  change(settings: Settings): void {
    const other = settings.optimizer !== this.settings.optimizer;
    this.settings = settings;
    if (other) this.optimizer = this.makeOptimizer();
    for (const group of this.optimizer.paramGroups) group.lr = settings.learningRate;
  }

  changeData(data: Data): void {
    this.data = data;
    this.order = new Order(data.train.length);
  }

  /** One step. @returns the loss, still on the device, and the number of images */
  private train(): { loss: Tensor; images: number } {
    const indices = this.order.next(this.settings.batchSize);
    const loss = scope(() => {
      const [images, labels] = this.data.train.getBatch(indices) as [Tensor, Tensor];
      this.optimizer.zeroGrad();
      const loss = this.lossFunction.forward(this.model.forward(images), labels);
      loss.backward();
      this.optimizer.step();
      return loss.detach();
    });
    this.step++;
    return { loss, images: indices.length };
  }

  /** As many steps as take about an eighth of a second (or `steps`), and their mean loss. */
  async stretch(steps = this.stretchLength): Promise<Stretch> {
    const since = performance.now();
    let sum: Tensor | null = null;
    let images = 0;
    for (let i = 0; i < steps; i++) {
      const one = this.train();
      images += one.images;
      sum = sum === null ? one.loss : add(sum, one.loss);
    }
    const loss = ((await sum!.item()) as number) / steps;
    sum!.dispose();
    const milliseconds = performance.now() - since;
    const fitting = Math.round((this.stretchLength * STRETCH_MS) / Math.max(1, milliseconds));
    // Only as fast as doubling, for the first steps compile kernels and are no measure.
    if (steps === this.stretchLength) {
      this.stretchLength = Math.max(1, Math.min(fitting, 2 * this.stretchLength, LONGEST_STRETCH));
    }
    return { point: { step: this.step, loss }, images, steps, milliseconds };
  }

  /** Probabilities of the ten digits. @param pixels 784 values from 0 to 1 */
  async predict(pixels: Float32Array): Promise<number[]> {
    const probabilities = scope(() =>
      noGrad(() => {
        const x = tensor(
          pixels.map((v) => (v - MEAN) / STD),
          { shape: [1, 1, 28, 28] },
        );
        return this.model.forward(x).softmax(1);
      }),
    );
    const values = Array.from((await probabilities.data()) as Float32Array);
    probabilities.dispose();
    return values;
  }

  /** Share of the first thousand test images that are recognised, or of as many as there is time for. */
  async test(): Promise<number> {
    const images = this.data.test;
    const count = Math.min(images.length, TEST_IMAGES);
    const since = performance.now();
    let right = 0;
    let read = 0;
    while (read < count && (read === 0 || performance.now() - since < TEST_MS)) {
      const from = read;
      const indices = Array.from({ length: Math.min(TEST_BATCH, count - from) }, (_, i) => from + i);
      read += indices.length;
      const hits = scope(() =>
        noGrad(() => {
          const [x, labels] = images.getBatch(indices) as [Tensor, Tensor];
          return this.model.forward(x).argmax(1).eq(labels).float().sum();
        }),
      );
      right += (await hits.item()) as number;
      hits.dispose();
    }
    return right / read;
  }
}

function add(a: Tensor, b: Tensor): Tensor {
  const sum = noGrad(() => a.add(b));
  a.dispose();
  b.dispose();
  return sum;
}
