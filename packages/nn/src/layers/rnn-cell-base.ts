import { empty, ShapeError, type Tensor, zeros } from '@cresset/tensor';
import { checkInteger, parseOptions, showShape } from '@cresset/tensor/toolkit';
import { type FactoryOptions, factoryDefaults, factoryTarget } from '../factory.js';
import { uniform_ } from '../init/index.js';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';

export interface CellOptions extends FactoryOptions {
  /** Add learnt biases (default true). */
  bias?: boolean;
}

/** What recurrent cells share: weights [gates · hidden, in] and [gates · hidden, hidden], uniform in ±1/√hidden. */
export abstract class RNNCellBase extends Module {
  readonly bias: boolean;
  weightIh: Parameter;
  weightHh: Parameter;
  biasIh: Parameter | null;
  biasHh: Parameter | null;

  constructor(
    private readonly name: string,
    gates: number,
    readonly inputSize: number,
    readonly hiddenSize: number,
    options: CellOptions | undefined,
  ) {
    super();
    const o = parseOptions(name, options, { bias: true, ...factoryDefaults });
    checkInteger(name, 'inputSize', inputSize, 1);
    checkInteger(name, 'hiddenSize', hiddenSize, 1);
    this.bias = o.bias;
    const target = factoryTarget(o);
    const rows = gates * hiddenSize;
    const make = (shape: number[]): Parameter => new Parameter(empty(shape, target));
    this.weightIh = make([rows, inputSize]);
    this.weightHh = make([rows, hiddenSize]);
    this.biasIh = o.bias ? make([rows]) : null;
    this.biasHh = o.bias ? make([rows]) : null;
    this.resetParameters();
  }

  /** Draws all parameters anew. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const p of this.parameters({ recurse: false })) uniform_(p, -bound, bound);
  }

  /** The operands with a batch dimension; missing states are zeros. */
  protected operands(
    input: Tensor,
    states: readonly Tensor[] | null,
    count: number,
  ): { x: Tensor; h: Tensor[]; batched: boolean } {
    if (input.ndim !== 1 && input.ndim !== 2) {
      throw new ShapeError(`${this.name}: input must be [N, in] or [in], got ${showShape(input.shape)}`);
    }
    const batched = input.ndim === 2;
    const x = batched ? input : input.unsqueeze(0);
    const { dtype, device } = x;
    const none = (): Tensor => zeros([x.shape[0]!, this.hiddenSize], { dtype, device });
    const h = Array.from({ length: count }, (_, i) => {
      const given = states?.[i];
      return given === undefined ? none() : batched ? given : given.unsqueeze(0);
    });
    return { x, h, batched };
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.bias ? '' : ', bias=False'}`;
  }
}
