import type { Tensor } from '@cresset/tensor';
import { parseOptions } from '@cresset/tensor/toolkit';
import { Module } from '../../module/module.js';
import { Dropout } from '../dropout.js';
import { LayerNorm } from '../layer-norm.js';
import { Linear } from '../linear.js';
import { MultiheadAttention } from './multihead-attention.js';
import { activationOf, layerOptions, type TransformerLayerOptions } from './options.js';

export interface DecoderMasks {
  /** Pairs of target positions that don't attend, [T, T] or [N · heads, T, T]. */
  tgtMask?: Tensor | null;
  /** Pairs of target and memory positions that don't attend, [T, S] or [N · heads, T, S]. */
  memoryMask?: Tensor | null;
  /** Target positions that nobody attends to, [N, T]. */
  tgtKeyPaddingMask?: Tensor | null;
  /** Memory positions that nobody attends to, [N, S]. */
  memoryKeyPaddingMask?: Tensor | null;
  /** A hint that `tgtMask` is causal (default false). */
  tgtIsCausal?: boolean;
  /** A hint that `memoryMask` is causal (default false). */
  memoryIsCausal?: boolean;
}

export const decoderMaskDefaults = {
  tgtMask: null as Tensor | null,
  memoryMask: null as Tensor | null,
  tgtKeyPaddingMask: null as Tensor | null,
  memoryKeyPaddingMask: null as Tensor | null,
  tgtIsCausal: false,
  memoryIsCausal: false,
};

/** Self-attention, attention to the encoder's result and two linear layers (Vaswani et al., 2017). */
export class TransformerDecoderLayer extends Module {
  selfAttn: MultiheadAttention;
  multiheadAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  readonly normFirst: boolean;
  norm1: LayerNorm;
  norm2: LayerNorm;
  norm3: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  dropout3: Dropout;
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
    const o = layerOptions('TransformerDecoderLayer', dimFeedforward, options);
    const { bias, dropout, layerNormEps: eps, device, dtype } = o;
    const target = { device, dtype };
    const attention = { dropout, bias, batchFirst: o.batchFirst, ...target };
    this.selfAttn = new MultiheadAttention(dModel, nhead, attention);
    this.multiheadAttn = new MultiheadAttention(dModel, nhead, attention);
    this.linear1 = new Linear(dModel, o.dimFeedforward, { bias, ...target });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(o.dimFeedforward, dModel, { bias, ...target });
    this.normFirst = o.normFirst;
    this.norm1 = new LayerNorm(dModel, { eps, bias, ...target });
    this.norm2 = new LayerNorm(dModel, { eps, bias, ...target });
    this.norm3 = new LayerNorm(dModel, { eps, bias, ...target });
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.#activation = activationOf('TransformerDecoderLayer', o.activation);
    this.#options = o;
  }

  /** A layer with the same options and parameters of its own that start equal. */
  clone(): TransformerDecoderLayer {
    const copy = new TransformerDecoderLayer(this.dModel, this.nhead, this.#options);
    copy.loadStateDict(this.stateDict());
    return copy.train(this.training);
  }

  /**
   * @param tgt [T, N, E], [N, T, E] with `batchFirst`, or [T, E]
   * @param memory the encoder's result, [S, N, E], [N, S, E] or [S, E]
   */
  forward(tgt: Tensor, memory: Tensor, options?: DecoderMasks): Tensor {
    const o = parseOptions('TransformerDecoderLayer.forward', options, decoderMaskDefaults);
    if (this.normFirst) {
      let x = tgt.add(this.#attendSelf(this.norm1.forward(tgt), o));
      x = x.add(this.#attendMemory(this.norm2.forward(x), memory, o));
      return x.add(this.#feed(this.norm3.forward(x)));
    }
    let x = this.norm1.forward(tgt.add(this.#attendSelf(tgt, o)));
    x = this.norm2.forward(x.add(this.#attendMemory(x, memory, o)));
    return this.norm3.forward(x.add(this.#feed(x)));
  }

  #attendSelf(x: Tensor, o: Required<DecoderMasks>): Tensor {
    const { tgtMask: attnMask, tgtKeyPaddingMask: keyPaddingMask, tgtIsCausal: isCausal } = o;
    const options = { attnMask, keyPaddingMask, isCausal, needWeights: false };
    return this.dropout1.forward(this.selfAttn.forward(x, x, x, options)[0]);
  }

  #attendMemory(x: Tensor, memory: Tensor, o: Required<DecoderMasks>): Tensor {
    const { memoryMask: attnMask, memoryKeyPaddingMask: keyPaddingMask, memoryIsCausal: isCausal } = o;
    const options = { attnMask, keyPaddingMask, isCausal, needWeights: false };
    return this.dropout2.forward(this.multiheadAttn.forward(x, memory, memory, options)[0]);
  }

  #feed(x: Tensor): Tensor {
    const wide = this.dropout.forward(this.#activation(this.linear1.forward(x)));
    return this.dropout3.forward(this.linear2.forward(wide));
  }
}
