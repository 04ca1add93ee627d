import type { Operand, Override } from '@cresset/tensor/backend';
import { product, type Runner } from '../command.js';
import { ColumnSums } from './column-sums.js';
import { asBits } from './dense-kernel.js';
import { present, suitsFloats, variants } from './operands.js';
import { type Along, type Layout, layerSize, RowKernel, suitsRows } from './row-kernel.js';

/** (x − mean) · 1/σ · weight + bias, with its statistics; weight and bias go along terms (layer) or rows (batch norm). */
function forward(name: string, layout: Layout, affine: Along, weighted: boolean, biased: boolean): RowKernel {
  const inputs: Along[] = ['element'];
  if (weighted) inputs.push(affine);
  if (biased) inputs.push(affine);
  return new RowKernel({
    name: `${name}${weighted ? ' weighted' : ''}${biased ? ' biased' : ''}`,
    layout,
    inputs,
    passes: [
      { combine: 'sum', value: ([x]) => x, finish: (sum, t) => `${sum} * ${t.float('scale')}` },
      {
        combine: 'sum',
        value: ([x], [mean]) => `(${x} - ${mean}) * (${x} - ${mean})`,
        finish: (sum, t) => `inverseSqrt(${sum} * ${t.float('scale')} + ${t.float('eps')})`,
      },
    ],
    outputs: [
      {
        along: 'element',
        value: ([x, ...rest], [mean, rstd]) => {
          let y = `(${x} - ${mean}) * ${rstd}`;
          if (weighted) y = `${y} * ${rest[0]}`;
          return biased ? `${y} + ${rest[weighted ? 1 : 0]}` : y;
        },
      },
      { along: 'row', value: (_, [mean]) => mean },
      { along: 'row', value: (_, [, rstd]) => rstd },
    ],
  });
}

const xhat = (x: readonly string[]): string => `(${x[1]} - ${x[2]}) * ${x[3]}`;

/** Inputs g, x, mean, 1/σ and the weight. Layer norm: 1/σ · (g·w − (Σ g·w + x̂ · Σ g·w·x̂) / n). */
function layerBackward(weighted: boolean): RowKernel {
  const gw = (x: readonly string[]): string => (weighted ? `${x[0]} * ${x[4]}` : x[0]);
  return new RowKernel({
    name: `layerNormBackward${weighted ? ' weighted' : ''}`,
    layout: 'inner',
    inputs: ['element', 'element', 'row', 'row', ...(weighted ? (['term'] as const) : [])],
    passes: [
      { combine: 'sum', value: (x) => gw(x) },
      { combine: 'sum', value: (x) => `${gw(x)} * (${xhat(x)})` },
    ],
    outputs: [
      {
        along: 'element',
        value: (x, [sum, dot], t) =>
          `${x[3]} * (${gw(x)} - (${sum} + ${xhat(x)} * ${dot}) * ${t.float('scale')})`,
      },
    ],
  });
}

/** Batch norm: w · 1/σ · (g − (Σ g + x̂ · Σ g·x̂) / n), and both sums. */
function batchBackward(weighted: boolean): RowKernel {
  return new RowKernel({
    name: `batchNormBackward${weighted ? ' weighted' : ''}`,
    layout: 'channels',
    inputs: ['element', 'element', 'row', 'row', ...(weighted ? (['row'] as const) : [])],
    passes: [
      { combine: 'sum', value: ([g]) => g },
      { combine: 'sum', value: (x) => `${x[0]} * (${xhat(x)})` },
    ],
    outputs: [
      {
        along: 'element',
        value: (x, [sum, dot], t) =>
          `${weighted ? `${x[4]} * ` : ''}${x[3]} * (${x[0]} - (${sum} + ${xhat(x)} * ${dot}) * ${t.float('scale')})`,
      },
      { along: 'row', value: (_, [, dot]) => dot },
      { along: 'row', value: (_, [sum]) => sum },
    ],
  });
}

/** Channels are rows. */
function batchSize({ shape }: Operand) {
  const inner = product(shape.slice(2));
  return { rows: shape[1], terms: shape[0] * inner, inner };
}

export function normalizationOverrides(runner: Runner): Record<string, Override> {
  const layer = variants((weighted: boolean, biased: boolean) =>
    forward('layerNorm', 'inner', 'term', weighted, biased),
  );
  const batch = variants((weighted: boolean, biased: boolean) =>
    forward('batchNorm', 'channels', 'row', weighted, biased),
  );
  const layerInput = variants(layerBackward);
  const batchInput = variants(batchBackward);
  const sums = new ColumnSums(
    'layerNorm sums',
    ['element', 'element', 'row', 'row'],
    [(x) => `${x[0]} * (${xhat(x)})`, ([g]) => g],
  );
  const acceptsLayer: Override['accepts'] = (inputs, { dims }) => {
    const { rows, terms } = layerSize(inputs[0]!, dims as number);
    return suitsFloats(runner, inputs) && rows * terms > 0 && suitsRows(runner, rows, terms);
  };
  const acceptsBatch: Override['accepts'] = (inputs) => {
    const { rows, terms } = batchSize(inputs[0]!);
    return suitsFloats(runner, inputs) && rows * terms > 0 && suitsRows(runner, rows, terms);
  };

  return {
    layerNormStats: {
      accepts: acceptsLayer,
      run(inputs, outputs, { dims, eps }) {
        const size = layerSize(inputs[0]!, dims as number);
        const kernel = layer(inputs[1] !== null, inputs[2] !== null);
        kernel.run(
          runner,
          [...outputs, ...present(inputs)],
          size,
          asBits(1 / size.terms),
          asBits(eps as number),
        );
      },
    },
    layerNormBackward: {
      accepts: acceptsLayer,
      run([grad, input, weight, mean, rstd], [dx, dw, db], { dims }) {
        const size = layerSize(input!, dims as number);
        const stats = [grad!, input!, mean!, rstd!];
        layerInput(weight !== null).run(
          runner,
          [dx, ...stats, ...present([weight])],
          size,
          asBits(1 / size.terms),
        );
        sums.run(runner, [dw, db, ...stats], size.rows, size.terms);
      },
    },
    batchNormTrain: {
      accepts: acceptsBatch,
      run(inputs, outputs, { eps }) {
        const size = batchSize(inputs[0]!);
        const kernel = batch(inputs[1] !== null, inputs[2] !== null);
        kernel.run(
          runner,
          [...outputs, ...present(inputs)],
          size,
          asBits(1 / size.terms),
          asBits(eps as number),
        );
      },
    },
    batchNormBackward: {
      accepts: acceptsBatch,
      run([grad, input, weight, mean, rstd], outputs) {
        const size = batchSize(input!);
        batchInput(weight !== null).run(
          runner,
          [...outputs, grad!, input!, mean!, rstd!, ...present([weight])],
          size,
          asBits(1 / size.terms),
        );
      },
    },
  };
}
