import { noGrad } from '@cresset/autograd';
import { empty, functional as F, IndexError, ShapeError, type Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions, showShape } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { normal_ } from '../init/index.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface EmbeddingOptions extends FactoryOptions {
  /** Row that stays zero and gets no gradient (default: none); negative ones count from the end. */
  paddingIdx?: number | null;
  /** Scale looked-up rows of a larger norm down to this one, in place (default: none). */
  maxNorm?: number | null;
  /** Which norm (default 2). */
  normType?: number;
  /** Divide the gradient of a row by how often it was looked up (default false). */
  scaleGradByFreq?: boolean;
}

export const embeddingDefaults = {
  paddingIdx: null as number | null,
  maxNorm: null as number | null,
  normType: 2,
  scaleGradByFreq: false,
};

/** A table of vectors, looked up by number. Weight [numEmbeddings, embeddingDim] starts normal, the padding row zero. */
export class Embedding extends Module {
  readonly paddingIdx: number | null;
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  weight: Parameter;

  /**
   * @param numEmbeddings number of rows
   * @param embeddingDim length of each
   */
  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    options?: EmbeddingOptions,
  ) {
    super();
    const o = parseOptions('Embedding', options, { ...embeddingDefaults, ...factoryDefaults });
    checkInteger('Embedding', 'numEmbeddings', numEmbeddings, 0);
    checkInteger('Embedding', 'embeddingDim', embeddingDim, 0);
    this.paddingIdx = row('Embedding', o.paddingIdx, numEmbeddings);
    this.maxNorm = o.maxNorm;
    this.normType = o.normType;
    this.scaleGradByFreq = o.scaleGradByFreq;
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
    options?: Omit<EmbeddingOptions, keyof FactoryOptions> & { freeze?: boolean },
  ): Embedding {
    const o = parseOptions('Embedding.fromPretrained', options, {
      freeze: true,
      ...embeddingDefaults,
    });
    if (embeddings.ndim !== 2) {
      throw new ShapeError(
        `Embedding.fromPretrained: embeddings must have 2 dimensions, got ${showShape(embeddings.shape)}`,
      );
    }
    const [rows, columns] = embeddings.shape as [number, number];
    const { dtype, device } = embeddings;
    const { freeze, ...rest } = o;
    const layer = new Embedding(rows, columns, { ...rest, dtype, device });
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
   * @param input [*] of integers
   * @returns [*, embeddingDim]
   */
  forward(input: Tensor): Tensor {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq } = this;
    return F.embedding(input, this.weight, { paddingIdx, maxNorm, normType, scaleGradByFreq });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}${embeddingRepr(this)}`;
  }
}

/** Options as PyTorch prints them, where they aren't the defaults. */
export function embeddingRepr(o: {
  readonly maxNorm: number | null;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
}): string {
  const max = o.maxNorm === null ? '' : `, max_norm=${o.maxNorm}`;
  const type = o.normType === 2 ? '' : `, norm_type=${o.normType}`;
  return `${max}${type}${o.scaleGradByFreq ? ', scale_grad_by_freq=True' : ''}`;
}

/** The row for padding, counted from the start. */
export function row(layer: string, index: number | null, rows: number): number | null {
  if (index === null) return null;
  checkInteger(layer, 'paddingIdx', index);
  if (index < -rows || index >= rows) {
    throw new IndexError(`${layer}: paddingIdx ${index} is out of range for ${rows} rows`);
  }
  return index < 0 ? index + rows : index;
}
