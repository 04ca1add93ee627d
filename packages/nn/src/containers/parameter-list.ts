import { ArgumentError, Tensor, UnsupportedError } from '@cresset/tensor';
import { describe } from '@cresset/tensor/toolkit';
import { Module } from '../module/module.js';
import { Parameter } from '../parameter.js';
import { describeEntry } from './describe-parameter.js';

/** Parameters in an array that a module knows: `list[i]`. Plain tensors become parameters. */
export class ParameterList extends Module implements Iterable<Parameter> {
  [index: number]: Parameter;

  constructor(parameters: Iterable<Tensor> = []) {
    super();
    this.extend(parameters);
  }

  get length(): number {
    return this.ownParameters().length;
  }

  /** The parameter at a position; negative ones count from the end. */
  at(index: number): Parameter | undefined {
    return this.parameters().at(index);
  }

  append(parameter: Tensor): this {
    if (!(parameter instanceof Tensor)) {
      throw new ArgumentError(`ParameterList: expected a tensor, got ${describe(parameter)}`);
    }
    const p = parameter instanceof Parameter ? parameter : new Parameter(parameter);
    this.registerParameter(String(this.length), p);
    return this;
  }

  extend(parameters: Iterable<Tensor>): this {
    for (const p of parameters) this.append(p);
    return this;
  }

  [Symbol.iterator](): Iterator<Parameter> {
    return this.ownParameters()
      .map(([, , p]) => p)
      [Symbol.iterator]();
  }

  forward(): never {
    throw new UnsupportedError('ParameterList: has no forward; use its parameters');
  }

  override extraRepr(): string {
    return [...this].map((p, i) => describeEntry(i, p)).join('\n');
  }
}
