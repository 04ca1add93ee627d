/** What page and worker say to each other. */

export type DataName = 'digits' | 'mnist';
export type NetworkName = 'linear' | 'mlp' | 'lenet';
export type OptimizerName = 'sgd' | 'adam' | 'adamw' | 'rmsprop';
export type DeviceName = 'webgpu' | 'reference';

export interface Settings {
  readonly data: DataName;
  readonly network: NetworkName;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly device: DeviceName;
}

export type Command =
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'run' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  | { readonly type: 'reset' }
  /** The idx files of MNIST. */
  | { readonly type: 'files'; readonly files: readonly File[] }
  /** 28×28 values from 0 to 1; null: nothing is drawn. */
  | { readonly type: 'drawing'; readonly pixels: Float32Array | null }
  /** Asks for some test image. */
  | { readonly type: 'example' }
  | { readonly type: 'export' }
  | { readonly type: 'import'; readonly file: File };

/** A mean over the steps since the point before. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

/** What the worker works on now. */
export interface Setup {
  readonly device: DeviceName;
  /** One sentence about the device and why it is this one. */
  readonly deviceNote: string;
  /** The device isn't the one asked for, or is slow: worth a second look. */
  readonly deviceWarning: boolean;
  readonly network: string;
  readonly parameters: number;
  readonly data: string;
  readonly trainImages: number;
  readonly testImages: number;
}

/** Pictures of the weights of the first layer, values from −1 to 1. */
export interface Filters {
  readonly layer: string;
  readonly count: number;
  /** How many the layer has in all. */
  readonly total: number;
  readonly size: number;
  readonly values: Float32Array;
}

export interface Progress {
  readonly running: boolean;
  readonly step: number;
  readonly epoch: number;
  readonly points: readonly LossPoint[];
  readonly imagesPerSecond: number | null;
  readonly millisecondsPerStep: number | null;
  /** Bytes that the device holds; null where its memory is the heap. */
  readonly deviceBytes: number | null;
  /** Bytes on the worker's heap, where the browser tells. */
  readonly heapBytes: number | null;
}

export type Report =
  | { readonly type: 'setup'; readonly setup: Setup }
  /** The network was made anew: curves begin again. */
  | { readonly type: 'fresh' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'accuracy'; readonly step: number; readonly accuracy: number }
  | { readonly type: 'filters'; readonly filters: Filters }
  | { readonly type: 'prediction'; readonly probabilities: readonly number[] | null }
  | { readonly type: 'example'; readonly pixels: Float32Array; readonly label: number }
  | { readonly type: 'exported'; readonly file: Uint8Array<ArrayBuffer>; readonly name: string }
  /** Something was done that the page doesn't show otherwise. */
  | { readonly type: 'note'; readonly text: string }
  /** A sentence for the user. */
  | { readonly type: 'problem'; readonly text: string };
