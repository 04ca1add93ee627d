import { noGrad } from '@cresset/autograd';
import { ArgumentError, empty, functional as F, ShapeError, type Tensor } from '@cresset/tensor';
import { checkInteger, describe, parseOptions, showShape } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { normal_ } from '../init/index.js';
import { pyValue } from '../module/format.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import { type EmbeddingOptions, embeddingDefaults, embeddingRepr, row } from './embedding.js';

type Mode = 'sum' | 'mean' | 'max';

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** What becomes of a bag's rows (default `'mean'`). */
  mode?: Mode;
  /** Whether offsets end with the size of the input (default false). */
  includeLastOffset?: boolean;
}

const bagDefaults = { ...embeddingDefaults, mode: 'mean' as Mode, includeLastOffset: false };

/** Sums, means or largest elements of bags of vectors, looked up by number. Weight [numEmbeddings, embeddingDim]. */
export class EmbeddingBag extends Module {
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  readonly mode: Mode;
  readonly includeLastOffset: boolean;
  readonly paddingIdx: number | null;
  weight: Parameter;

  /**
   * @param numEmbeddings number of rows
   * @param embeddingDim length of each
   */
  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    options?: EmbeddingBagOptions,
  ) {
    super();
    const o = parseOptions('EmbeddingBag', options, { ...bagDefaults, ...factoryDefaults });
    checkInteger('EmbeddingBag', 'numEmbeddings', numEmbeddings, 0);
    checkInteger('EmbeddingBag', 'embeddingDim', embeddingDim, 0);
    if (!['sum', 'mean', 'max'].includes(o.mode)) {
      throw new ArgumentError(`EmbeddingBag: mode must be 'sum', 'mean' or 'max', got ${describe(o.mode)}`);
    }
    this.maxNorm = o.maxNorm;
    this.normType = o.normType;
    this.scaleGradByFreq = o.scaleGradByFreq;
    this.mode = o.mode;
    this.includeLastOffset = o.includeLastOffset;
    this.paddingIdx = row('EmbeddingBag', o.paddingIdx, numEmbeddings);
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim], factoryTarget(o)));
    this.resetParameters();
  }

  /**
   * A layer with given vectors.
   * @param embeddings [numEmbeddings, embeddingDim]
   * @param options.freeze don't learn them (default true)
   */
  static fromPretrained(
    embeddings: Tensor,
    options?: Omit<EmbeddingBagOptions, keyof FactoryOptions> & { freeze?: boolean },
  ): EmbeddingBag {
    const o = parseOptions('EmbeddingBag.fromPretrained', options, { freeze: true, ...bagDefaults });
    if (embeddings.ndim !== 2) {
      throw new ShapeError(
        `EmbeddingBag.fromPretrained: embeddings must have 2 dimensions, got ${showShape(embeddings.shape)}`,
      );
    }
    const [rows, columns] = embeddings.shape as [number, number];
    const { dtype, device } = embeddings;
    const { freeze, ...rest } = o;
    const layer = new EmbeddingBag(rows, columns, { ...rest, dtype, device });
    layer.weight = new Parameter(embeddings, { requiresGrad: !freeze });
    return layer;
  }

  /** Draws the vectors anew. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== null) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  /**
   * @param input [B, N] of integers, or [N] with offsets
   * @param offsets first element of each bag, [B]
   * @param perSampleWeights factor of each row, for mode 'sum'
   * @returns [B, embeddingDim]
   */
  forward(input: Tensor, offsets: Tensor | null = null, perSampleWeights: Tensor | null = null): Tensor {
    const { maxNorm, normType, scaleGradByFreq, mode, includeLastOffset, paddingIdx } = this;
    return F.embeddingBag(input, this.weight, {
      offsets,
      maxNorm,
      normType,
      scaleGradByFreq,
      mode,
      perSampleWeights,
      includeLastOffset,
      paddingIdx,
    });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${embeddingRepr(this)}, mode=${pyValue(this.mode)}${padding}`;
  }
}
