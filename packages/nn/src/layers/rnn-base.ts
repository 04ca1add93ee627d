import { ArgumentError, empty, ShapeError, Tensor, tensor, zeros } from '@cresset/tensor';
import { checkInteger, describe, parseOptions, showShape } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { uniform_ } from '../init/index.js';
import { pyFloat, pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import { PackedSequence } from '../utils/rnn/packed-sequence.js';

export interface RecurrentOptions extends FactoryOptions {
  /** Number of layers, each on the outputs of the one before (default 1). */
  numLayers?: number;
  /** Add learnt biases (default true). */
  bias?: boolean;
  /** Whether the batch is the first dimension of input and output (default false). */
  batchFirst?: boolean;
  /** Probability of dropout between layers (default 0). */
  dropout?: number;
  /** Run each layer also from the end (default false). */
  bidirectional?: boolean;
}

export const recurrentDefaults = {
  numLayers: 1,
  bias: true,
  batchFirst: false,
  dropout: 0,
  bidirectional: false,
  ...factoryDefaults,
};

/** What `runRecurrent` of the ops is given. */
type Layers = (
  input: Tensor,
  hx: readonly Tensor[],
  params: readonly Tensor[],
  batchFirst: boolean,
  options: { batchSizes: readonly number[] | null },
) => readonly Tensor[];

/**
 * What recurrent layers share. Parameters `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, and so on for each
 * layer and (`_reverse`) direction, start uniform in ±1/√hidden.
 */
export abstract class RNNBase extends Module {
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  /** Fields of the parameters, in the order in which the ops take them. */
  readonly #fields: string[] = [];

  constructor(
    private readonly name: string,
    private readonly gates: number,
    readonly inputSize: number,
    readonly hiddenSize: number,
    /** Size of the projected hidden state; 0: it isn't projected. */
    readonly projSize: number,
    options: RecurrentOptions,
  ) {
    super();
    const o = parseOptions(name, options, recurrentDefaults);
    checkInteger(name, 'inputSize', inputSize, 1);
    checkInteger(name, 'hiddenSize', hiddenSize, 1);
    if (checkInteger(name, 'projSize', projSize, 0) >= hiddenSize && projSize > 0) {
      throw new ArgumentError(
        `${name}: projSize (${projSize}) must be smaller than hiddenSize (${hiddenSize})`,
      );
    }
    this.numLayers = checkInteger(name, 'numLayers', o.numLayers, 1);
    if (typeof o.dropout !== 'number' || !(o.dropout >= 0 && o.dropout <= 1)) {
      throw new ArgumentError(`${name}: dropout must be a number from 0 to 1, got ${describe(o.dropout)}`);
    }
    this.bias = o.bias;
    this.batchFirst = o.batchFirst;
    this.dropout = o.dropout;
    this.bidirectional = o.bidirectional;
    this.#addParameters(factoryTarget(o));
    this.resetParameters();
  }

  #addParameters(target: ReturnType<typeof factoryTarget>): void {
    const { gates, hiddenSize, projSize, numLayers } = this;
    const directions = this.bidirectional ? 2 : 1;
    const shown = projSize > 0 ? projSize : hiddenSize;
    const rows = gates * hiddenSize;
    for (let layer = 0; layer < numLayers; layer++) {
      for (let d = 0; d < directions; d++) {
        const columns = layer === 0 ? this.inputSize : shown * directions;
        const end = `L${layer}${d === 1 ? 'Reverse' : ''}`;
        const add = (name: string, shape: number[]): void => {
          this.registerParameter(`${name}${end}`, new Parameter(empty(shape, target)));
          this.#fields.push(`${name}${end}`);
        };
        add('weightIh', [rows, columns]);
        add('weightHh', [rows, shown]);
        if (this.bias) {
          add('biasIh', [rows]);
          add('biasHh', [rows]);
        }
        if (projSize > 0) add('weightHr', [projSize, hiddenSize]);
      }
    }
  }

  /** Draws all parameters anew. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const p of this.parameters({ recurse: false })) uniform_(p, -bound, bound);
  }

  /** The ops want the parameters in one list; they may have been replaced since the layer was made. */
  #params(): Tensor[] {
    return this.#fields.map((f) => (this as unknown as Record<string, Tensor>)[f]!);
  }

  /** Sizes of the states: hidden, and for an LSTM cell. */
  protected abstract stateSizes(): readonly number[];

  /** Runs the layers on a tensor with or without a batch, or on packed sequences. */
  protected run(
    input: Tensor | PackedSequence,
    hx: readonly Tensor[] | null,
    layers: Layers,
  ): { output: Tensor | PackedSequence; states: Tensor[] } {
    if (input instanceof PackedSequence) return this.#runPacked(input, hx, layers);
    if (!(input instanceof Tensor) || (input.ndim !== 2 && input.ndim !== 3)) {
      const got = input instanceof Tensor ? showShape(input.shape) : describe(input);
      throw new ShapeError(`${this.name}: input must be [T, N, in], [T, in] or packed, got ${got}`);
    }
    const batched = input.ndim === 3;
    const x = batched ? input : input.unsqueeze(1);
    const batchFirst = this.batchFirst && batched;
    const n = x.shape[batchFirst ? 0 : 1]!;
    const start = hx === null ? this.#zeros(n, x) : batched ? hx : hx.map((h) => h.unsqueeze(1));
    const [output, ...states] = layers(x, start, this.#params(), batchFirst, { batchSizes: null });
    if (batched) return { output: output!, states };
    return { output: output!.squeeze(1), states: states.map((s) => s.squeeze(1)) };
  }

  #runPacked(
    input: PackedSequence,
    hx: readonly Tensor[] | null,
    layers: Layers,
  ): { output: PackedSequence; states: Tensor[] } {
    const { data, batchSizes, sortedIndices, unsortedIndices } = input;
    const ordered = (states: readonly Tensor[], order: readonly number[] | null): readonly Tensor[] =>
      order === null
        ? states
        : states.map((s) => s.indexSelect(1, tensor([...order], { dtype: 'int64', device: data.device })));
    const start = hx === null ? this.#zeros(batchSizes[0]!, data) : ordered(hx, sortedIndices);
    const [output, ...states] = layers(data, start, this.#params(), false, { batchSizes });
    return { output: input.withData(output!), states: [...ordered(states, unsortedIndices)] };
  }

  #zeros(n: number, like: Tensor): Tensor[] {
    const rows = this.numLayers * (this.bidirectional ? 2 : 1);
    return this.stateSizes().map((size) =>
      zeros([rows, n, size], { dtype: like.dtype, device: like.device }),
    );
  }

  override extraRepr(): string {
    let s = `${this.inputSize}, ${this.hiddenSize}`;
    if (this.projSize !== 0) s += `, proj_size=${this.projSize}`;
    if (this.numLayers !== 1) s += `, num_layers=${this.numLayers}`;
    if (!this.bias) s += ', bias=False';
    if (this.batchFirst) s += `, batch_first=${pyValue(true)}`;
    if (this.dropout !== 0) s += `, dropout=${pyFloat(this.dropout)}`;
    if (this.bidirectional) s += ', bidirectional=True';
    return s;
  }
}
