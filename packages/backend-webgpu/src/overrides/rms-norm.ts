import type { Override } from '@cresset/tensor/backend';
import type { Runner } from '../command.js';
import { ColumnSums } from './column-sums.js';
import { asBits } from './dense-kernel.js';
import { type Inputs, present, suitsFloats, variants } from './operands.js';
import { layerSize, RowKernel, suitsRows } from './row-kernel.js';

/** x · r · weight with r = 1/√(Σ x² / n + eps), which is the second result. */
const forward = (weighted: boolean): RowKernel =>
  new RowKernel({
    name: `rmsNorm${weighted ? ' weighted' : ''}`,
    layout: 'inner',
    inputs: weighted ? ['element', 'term'] : ['element'],
    passes: [
      {
        combine: 'sum',
        value: ([x]) => `${x} * ${x}`,
        finish: (sum, t) => `inverseSqrt(${sum} * ${t.float('scale')} + ${t.float('eps')})`,
      },
    ],
    outputs: [
      { along: 'element', value: ([x, w], [r]) => `${x} * ${r}${weighted ? ` * ${w}` : ''}` },
      { along: 'row', value: (_, [r]) => r },
    ],
  });

/** Inputs g, x, r and the weight: r · (g·w − x̂ · Σ g·w·x̂ / n) with x̂ = x · r. */
function backward(weighted: boolean): RowKernel {
  const gw = (x: readonly string[]): string => (weighted ? `${x[0]} * ${x[3]}` : x[0]);
  return new RowKernel({
    name: `rmsNormBackward${weighted ? ' weighted' : ''}`,
    layout: 'inner',
    inputs: ['element', 'element', 'row', ...(weighted ? (['term'] as const) : [])],
    passes: [{ combine: 'sum', value: (x) => `${gw(x)} * (${x[1]} * ${x[2]})` }],
    outputs: [
      {
        along: 'element',
        value: (x, [dot], t) => `${x[2]} * (${gw(x)} - ${x[1]} * ${x[2]} * (${dot} * ${t.float('scale')}))`,
      },
    ],
  });
}

export function rmsNormOverrides(runner: Runner): Record<string, Override> {
  const norm = variants(forward);
  const gradient = variants(backward);
  const sums = new ColumnSums(
    'rmsNorm sums',
    ['element', 'element', 'row'],
    [([g, x, r]) => `${g} * (${x} * ${r})`],
  );
  const accepts: Override['accepts'] = (inputs, { dims }) => {
    const { rows, terms } = layerSize(inputs[0]!, dims as number);
    return suitsFloats(runner, inputs) && rows * terms > 0 && suitsRows(runner, rows, terms);
  };
  return {
    rmsNormStats: {
      accepts,
      run(inputs: Inputs, outputs, { dims, eps }) {
        const size = layerSize(inputs[0]!, dims as number);
        norm(inputs[1] !== null).run(
          runner,
          [...outputs, ...present(inputs)],
          size,
          asBits(1 / size.terms),
          asBits(eps as number),
        );
      },
    },
    rmsNormBackward: {
      accepts,
      run([grad, input, weight, root], [dx, dw], { dims }) {
        const size = layerSize(input!, dims as number);
        const operands = [grad!, input!, root!];
        gradient(weight !== null).run(
          runner,
          [dx, ...operands, ...present([weight])],
          size,
          asBits(1 / size.terms),
        );
        sums.run(runner, [dw, ...operands], size.rows, size.terms);
      },
    },
  };
}
