import { full, ShapeError, type Tensor } from '@cresset/tensor';
import { parseOptions, showShape } from '@cresset/tensor/toolkit';
import type { FactoryOptions } from '../../factory.js';
import { xavierUniform_ } from '../../init/index.js';
import { Module } from '../../module/module.js';
import { LayerNorm } from '../layer-norm.js';
import { TransformerDecoder } from './decoder.js';
import { type DecoderMasks, TransformerDecoderLayer } from './decoder-layer.js';
import { TransformerEncoder } from './encoder.js';
import { TransformerEncoderLayer } from './encoder-layer.js';
import { layerDefaults, type TransformerLayerOptions } from './options.js';

export interface TransformerOptions extends TransformerLayerOptions {
  /** Features (default 512). */
  dModel?: number;
  /** Number of heads (default 8). */
  nhead?: number;
  /** Number of encoder layers (default 6). */
  numEncoderLayers?: number;
  /** Number of decoder layers (default 6). */
  numDecoderLayers?: number;
  /** In place of the encoder. */
  customEncoder?: Module | null;
  /** In place of the decoder. */
  customDecoder?: Module | null;
}

export interface TransformerMasks extends DecoderMasks {
  /** Pairs of source positions that don't attend, [S, S] or [N · heads, S, S]. */
  srcMask?: Tensor | null;
  /** Source positions that nobody attends to, [N, S]. */
  srcKeyPaddingMask?: Tensor | null;
  /** A hint that `srcMask` is causal (default false). */
  srcIsCausal?: boolean;
}

/** Encoder and decoder (Vaswani et al., "Attention Is All You Need", 2017). */
export class Transformer extends Module {
  encoder: Module;
  decoder: Module;
  readonly dModel: number;
  readonly nhead: number;
  readonly batchFirst: boolean;

  constructor(options?: TransformerOptions) {
    super();
    const o = parseOptions('Transformer', options, {
      dModel: 512,
      nhead: 8,
      numEncoderLayers: 6,
      numDecoderLayers: 6,
      customEncoder: null as Module | null,
      customDecoder: null as Module | null,
      ...layerDefaults,
    });
    const { dModel, nhead, numEncoderLayers, numDecoderLayers, customEncoder, customDecoder, ...layer } = o;
    const { layerNormEps: eps, bias, device, dtype } = layer;
    const norm = (): LayerNorm => new LayerNorm(dModel, { eps, bias, device, dtype });
    this.encoder =
      customEncoder ??
      new TransformerEncoder(new TransformerEncoderLayer(dModel, nhead, layer), numEncoderLayers, {
        norm: norm(),
      });
    this.decoder =
      customDecoder ??
      new TransformerDecoder(new TransformerDecoderLayer(dModel, nhead, layer), numDecoderLayers, {
        norm: norm(),
      });
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = layer.batchFirst;
    for (const p of this.parameters()) if (p.ndim > 1) xavierUniform_(p);
  }

  /** −∞ above the diagonal, [size, size]: position i attends to none after it. */
  static generateSquareSubsequentMask(size: number, options?: FactoryOptions): Tensor {
    const { device = null, dtype } = options ?? {};
    return full([size, size], Number.NEGATIVE_INFINITY, { device, dtype: dtype ?? 'float32' }).triu(1);
  }

  /**
   * @param src [S, N, E], [N, S, E] with `batchFirst`, or [S, E]
   * @param tgt [T, N, E], [N, T, E] or [T, E]
   * @returns like `tgt`
   */
  forward(src: Tensor, tgt: Tensor, options?: TransformerMasks): Tensor {
    const { srcMask = null, srcKeyPaddingMask = null, srcIsCausal = false, ...masks } = options ?? {};
    const batch = this.batchFirst ? 0 : 1;
    const features = [src, tgt].map((t) => t.shape[t.ndim - 1]);
    if (
      src.ndim !== tgt.ndim ||
      features.some((n) => n !== this.dModel) ||
      (src.ndim === 3 && src.shape[batch] !== tgt.shape[batch])
    ) {
      throw new ShapeError(
        `Transformer: src ${showShape(src.shape)} and tgt ${showShape(tgt.shape)} must have ${this.dModel} features and one batch size`,
      );
    }
    const memory = this.encoder.forward(src, {
      mask: srcMask,
      srcKeyPaddingMask,
      isCausal: srcIsCausal,
    }) as Tensor;
    return this.decoder.forward(tgt, memory, masks) as Tensor;
  }
}
