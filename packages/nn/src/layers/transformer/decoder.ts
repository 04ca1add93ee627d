import type { Tensor } from '@cresset/tensor';
import { checkInteger, parseOptions } from '@cresset/tensor/toolkit';
import { ModuleList } from '../../containers/module-list.js';
import { Module } from '../../module/module.js';
import type { DecoderMasks } from './decoder-layer.js';

/** A layer that can be repeated: `clone` gives one with parameters of its own. */
export interface DecoderLayer extends Module {
  clone(): DecoderLayer;
  forward(tgt: Tensor, memory: Tensor, options?: DecoderMasks): Tensor;
}

/** Several decoder layers, one on the other. */
export class TransformerDecoder extends Module {
  layers: ModuleList<DecoderLayer>;
  norm: Module | null;

  /**
   * @param decoderLayer the model of all layers, which are clones of it
   * @param numLayers number of layers
   * @param options.norm what the result goes through at last (default: nothing)
   */
  constructor(decoderLayer: DecoderLayer, numLayers: number, options?: { norm?: Module | null }) {
    super();
    const o = parseOptions('TransformerDecoder', options, { norm: null as Module | null });
    checkInteger('TransformerDecoder', 'numLayers', numLayers, 0);
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => decoderLayer.clone()));
    this.norm = o.norm;
  }

  /**
   * @param tgt [T, N, E], [N, T, E] with `batchFirst`, or [T, E]
   * @param memory the encoder's result
   */
  forward(tgt: Tensor, memory: Tensor, options?: DecoderMasks): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer.forward(x, memory, options);
    return this.norm === null ? x : (this.norm.forward(x) as Tensor);
  }
}
