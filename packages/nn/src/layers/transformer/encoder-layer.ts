import type { Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../../module/module.js';
import { Dropout } from '../dropout.js';
import { LayerNorm } from '../layer-norm.js';
import { Linear } from '../linear.js';
import { MultiheadAttention } from './multihead-attention.js';
import { activationOf, layerOptions, type TransformerLayerOptions } from './options.js';

export interface EncoderMasks {
  /** Pairs of positions that don't attend, [S, S] or [N · heads, S, S]. */
  srcMask?: Tensor | null;
  /** Positions that nobody attends to, [N, S]. */
  srcKeyPaddingMask?: Tensor | null;
  /** A hint that `srcMask` is causal (default false). */
  isCausal?: boolean;
}

/** Self-attention and two linear layers, each with a residual connection and a norm (Vaswani et al., 2017). */
export class TransformerEncoderLayer extends Module {
  selfAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  readonly normFirst: boolean;
  norm1: LayerNorm;
  norm2: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  readonly #activation: (x: Tensor) => Tensor;
  readonly #options: TransformerLayerOptions;

  /**
   * @param dModel features
   * @param nhead number of heads
   * @param dimFeedforward features between the two linear layers (default 2048); also as an option
   */
  constructor(
    readonly dModel: number,
    readonly nhead: number,
    dimFeedforward?: number | TransformerLayerOptions,
    options?: TransformerLayerOptions,
  ) {
    super();
    const o = layerOptions('TransformerEncoderLayer', dimFeedforward, options);
    const { bias, dropout, layerNormEps: eps, device, dtype } = o;
    const target = { device, dtype };
    this.selfAttn = new MultiheadAttention(dModel, nhead, {
      dropout,
      bias,
      batchFirst: o.batchFirst,
      ...target,
    });
    this.linear1 = new Linear(dModel, o.dimFeedforward, { bias, ...target });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(o.dimFeedforward, dModel, { bias, ...target });
    this.normFirst = o.normFirst;
    this.norm1 = new LayerNorm(dModel, { eps, bias, ...target });
    this.norm2 = new LayerNorm(dModel, { eps, bias, ...target });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.#activation = activationOf('TransformerEncoderLayer', o.activation);
    this.#options = o;
  }

  /** A layer with the same options and parameters of its own that start equal. */
  clone(): TransformerEncoderLayer {
    const copy = new TransformerEncoderLayer(this.dModel, this.nhead, this.#options);
    copy.loadStateDict(this.stateDict());
    return copy.train(this.training);
  }

  /** @param src [S, N, E], [N, S, E] with `batchFirst`, or [S, E] */
  forward(src: Tensor, options?: EncoderMasks): Tensor {
    const o = parseOptions('TransformerEncoderLayer.forward', options, {
      srcMask: null as Tensor | null,
      srcKeyPaddingMask: null as Tensor | null,
      isCausal: false,
    });
    if (this.normFirst) {
      const x = src.add(this.#attend(this.norm1.forward(src), o));
      return x.add(this.#feed(this.norm2.forward(x)));
    }
    const x = this.norm1.forward(src.add(this.#attend(src, o)));
    return this.norm2.forward(x.add(this.#feed(x)));
  }

  #attend(x: Tensor, o: Required<EncoderMasks>): Tensor {
    const { srcMask: attnMask, srcKeyPaddingMask: keyPaddingMask, isCausal } = o;
    const options = { attnMask, keyPaddingMask, isCausal, needWeights: false };
    return this.dropout1.forward(this.selfAttn.forward(x, x, x, options)[0]);
  }

  #feed(x: Tensor): Tensor {
    const wide = this.dropout.forward(this.#activation(this.linear1.forward(x)));
    return this.dropout2.forward(this.linear2.forward(wide));
  }
}
