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
}

/** A table of vectors, looked up by number. Weight [numEmbeddings, embeddingDim] starts normal, the padding row zero. */
export class Embedding extends Module {
  readonly paddingIdx: number | null;
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
    const o = parseOptions('Embedding', options, { paddingIdx: null as number | null, ...factoryDefaults });
    checkInteger('Embedding', 'numEmbeddings', numEmbeddings, 0);
    checkInteger('Embedding', 'embeddingDim', embeddingDim, 0);
    this.paddingIdx = row(o.paddingIdx, numEmbeddings);
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
    options?: { freeze?: boolean; paddingIdx?: number | null },
  ): Embedding {
    const o = parseOptions('Embedding.fromPretrained', options, {
      freeze: true,
      paddingIdx: null as number | null,
    });
    if (embeddings.ndim !== 2) {
      throw new ShapeError(
        `Embedding.fromPretrained: embeddings must have 2 dimensions, got ${showShape(embeddings.shape)}`,
      );
    }
    const [rows, columns] = embeddings.shape as [number, number];
    const { dtype, device } = embeddings;
    const layer = new Embedding(rows, columns, { paddingIdx: o.paddingIdx, dtype, device });
    layer.weight = new Parameter(embeddings, { requiresGrad: !o.freeze });
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
    return F.embedding(input, this.weight, { paddingIdx: this.paddingIdx });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, padding_idx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}

function row(index: number | null, rows: number): number | null {
  if (index === null) return null;
  checkInteger('Embedding', 'paddingIdx', index);
  if (index < -rows || index >= rows) {
    throw new IndexError(`Embedding: paddingIdx ${index} is out of range for ${rows} rows`);
  }
  return index < 0 ? index + rows : index;
}
