import type { Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { ModuleList } from '../../containers/module-list.js';
import { Module } from '../../module/module.js';
import type { EncoderMasks } from './encoder-layer.js';

/** A layer that can be repeated: `clone` gives one with parameters of its own. */
export interface EncoderLayer extends Module {
  clone(): EncoderLayer;
  forward(src: Tensor, options?: EncoderMasks): Tensor;
}

/** Several encoder layers, one on the other. */
export class TransformerEncoder extends Module {
  layers: ModuleList<EncoderLayer>;
  norm: Module | null;

  /**
   * @param encoderLayer the model of all layers, which are clones of it
   * @param numLayers number of layers
   * @param options.norm what the result goes through at last (default: nothing)
   */
  constructor(encoderLayer: EncoderLayer, numLayers: number, options?: { norm?: Module | null }) {
    super();
    const o = parseOptions('TransformerEncoder', options, { norm: null as Module | null });
    checkInteger('TransformerEncoder', 'numLayers', numLayers, 0);
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => encoderLayer.clone()));
    this.norm = o.norm;
  }

  /** @param src [S, N, E], [N, S, E] with `batchFirst`, or [S, E] */
  forward(src: Tensor, options?: Omit<EncoderMasks, 'srcMask'> & { mask?: Tensor | null }): Tensor {
    const { mask: srcMask, ...rest } = parseOptions('TransformerEncoder.forward', options, {
      mask: null as Tensor | null,
      srcKeyPaddingMask: null as Tensor | null,
      isCausal: false,
    });
    let x = src;
    for (const layer of this.layers) x = layer.forward(x, { srcMask, ...rest });
    return this.norm === null ? x : (this.norm.forward(x) as Tensor);
  }
}
