import type { Attributes, Operand, Override } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import { suitsFloats } from './operands.js';
import { RowKernel, type RowKernelDefinition, suitsRows } from './row-kernel.js';

type Definition = Omit<RowKernelDefinition, 'layout'>;

const exp = (x: string, max: string): string => `exp_f(${x} - ${max})`;

const definitions: readonly Definition[] = [
  {
    name: 'softmax',
    inputs: ['element'],
    passes: [
      { combine: 'max', value: ([x]) => x },
      { combine: 'sum', value: ([x], [max]) => exp(x, max) },
    ],
    outputs: [{ along: 'element', value: ([x], [max, sum]) => `${exp(x, max)} / ${sum}` }],
  },
  {
    name: 'logSoftmax',
    inputs: ['element'],
    passes: [
      { combine: 'max', value: ([x]) => x },
      { combine: 'sum', value: ([x], [max]) => exp(x, max), finish: (sum) => `log_f(${sum})` },
    ],
    outputs: [{ along: 'element', value: ([x], [max, logSum]) => `${x} - ${max} - ${logSum}` }],
  },
  {
    name: 'softmaxBackward',
    inputs: ['element', 'element'],
    passes: [{ combine: 'sum', value: ([g, y]) => `${g} * ${y}` }],
    outputs: [{ along: 'element', value: ([g, y], [dot]) => `(${g} - ${dot}) * ${y}` }],
  },
  {
    name: 'logSoftmaxBackward',
    inputs: ['element', 'element'],
    passes: [{ combine: 'sum', value: ([g]) => g }],
    outputs: [{ along: 'element', value: ([g, y], [sum]) => `${g} - exp_f(${y}) * ${sum}` }],
  },
];

/** A row along `dim`: [outer, terms, inner]. */
function sizeOf({ shape }: Operand, attributes: Attributes) {
  const dim = attributes.dim as number;
  if (shape.length === 0) return { rows: 1, terms: 1, inner: 1 };
  const inner = shape.slice(dim + 1).reduce((a, b) => a * b, 1);
  const outer = shape.slice(0, dim).reduce((a, b) => a * b, 1);
  return { rows: outer * inner, terms: shape[dim], inner };
}

export function softmaxOverrides(runner: Runner): Record<string, Override> {
  const overrides: Record<string, Override> = {};
  for (const d of definitions) {
    const kernel = new RowKernel({ ...d, layout: 'inner' });
    overrides[d.name] = {
      accepts(inputs, attributes) {
        const { rows, terms } = sizeOf(inputs[0]!, attributes);
        return suitsFloats(runner, inputs) && suitsRows(runner, rows, terms);
      },
      run(inputs, outputs, attributes) {
        kernel.run(runner, [outputs[0], ...(inputs as readonly Operand[])], sizeOf(inputs[0]!, attributes));
      },
    };
  }
  return overrides;
}
