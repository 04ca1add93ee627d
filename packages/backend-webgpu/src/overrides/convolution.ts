import type { Attributes, Override } from '@cresset/tensor/backend';
import { product, type Runner } from '../command.js';
import { COLUMNS, LANES, ROWS, registerWindows, SHARED } from './convolution/registers.js';
import { SIDE, tiledWindows } from './convolution/tiled.js';
import {
  ADD_WORKGROUP,
  addChunks,
  paramValues,
  type Target,
  type WindowForm,
  type WindowProduct,
} from './convolution/windows.js';
import type { DenseKernel, Place } from './dense-kernel.js';
import { type Inputs, suitsFloats } from './operands.js';

/** Shapes of a convolution: input [N, C, *S], weight [O, C/G, *K], output [N, O, *L]. */
interface Shapes {
  readonly input: readonly number[];
  readonly weight: readonly number[];
  readonly output: readonly number[];
}

interface Geometry {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

const sizes = ({ input, weight, output }: Shapes, groups: number) => ({
  batch: input[0],
  /** Channels of a group. */
  c: weight[1],
  o: weight[0] / groups,
  /** Places of input, kernel and output. */
  s: product(input.slice(2)),
  q: product(weight.slice(2)),
  l: product(output.slice(2)),
});

function forward(shapes: Shapes, g: Geometry): WindowProduct {
  const { batch, c, o, s, q, l } = sizes(shapes, g.groups);
  return {
    groups: g.groups,
    m: o,
    n: batch * l,
    k: c * q,
    a: { lead: q, row: c * q, group: o * c * q },
    b: { leadK: s, leadN: g.groups * c * s, group: c * s },
    out: { row: l, lead: g.groups * o * l, group: o * l },
    dims: g.stride.map((stride, d) => ({
      k: shapes.weight[d + 2],
      n: shapes.output[d + 2],
      size: shapes.input[d + 2],
      u: stride,
      v: g.dilation[d],
      w: -g.padding[d],
      by: 1,
    })),
  };
}

function backwardInput(shapes: Shapes, g: Geometry): WindowProduct {
  const { batch, c, o, s, q, l } = sizes(shapes, g.groups);
  return {
    groups: g.groups,
    m: c,
    n: batch * s,
    k: o * q,
    a: { lead: c * q, row: q, group: o * c * q },
    b: { leadK: l, leadN: g.groups * o * l, group: o * l },
    out: { row: s, lead: g.groups * c * s, group: c * s },
    dims: g.stride.map((stride, d) => ({
      k: shapes.weight[d + 2],
      n: shapes.input[d + 2],
      size: shapes.output[d + 2],
      u: 1,
      v: -g.dilation[d],
      w: g.padding[d],
      by: stride,
    })),
  };
}

function backwardWeight(shapes: Shapes, g: Geometry): WindowProduct {
  const { batch, c, o, s, q, l } = sizes(shapes, g.groups);
  return {
    groups: g.groups,
    m: o,
    n: c * q,
    k: batch * l,
    a: { lead: g.groups * o * l, row: l, group: o * l },
    b: { leadK: g.groups * c * s, leadN: s, group: c * s },
    out: { row: c * q, lead: q, group: o * c * q },
    dims: g.stride.map((stride, d) => ({
      k: shapes.output[d + 2],
      n: shapes.weight[d + 2],
      size: shapes.input[d + 2],
      u: g.dilation[d],
      v: stride,
      w: -g.padding[d],
      by: 1,
    })),
  };
}

/** Workgroups that a device should have at least; fewer tiles of many terms are split by terms. */
const BUSY = { gpu: 128, software: 8 };
/** Terms that are worth a workgroup of their own. */
const SPLIT_TERMS = 256;
const MAX_CHUNKS = 256;

class WindowProducts {
  private readonly kernels = new Map<string, DenseKernel<string>>();

  constructor(private readonly runner: Runner) {}

  private get shared(): number {
    return this.runner.subgroup === SHARED ? SHARED : 1;
  }

  private get(key: string, make: () => DenseKernel<string>): DenseKernel<string> {
    let kernel = this.kernels.get(key);
    if (kernel === undefined) this.kernels.set(key, (kernel = make()));
    return kernel;
  }

  private kernel(form: WindowForm): DenseKernel<string> {
    return this.get(`${form.rank} ${form.divides} ${form.target}`, () =>
      this.runner.software ? registerWindows(form, this.shared) : tiledWindows(form),
    );
  }

  run(p: WindowProduct, out: Place, a: Place, b: Place, bias: Place | null): void {
    const { runner } = this;
    const { software } = runner;
    const [rows, columns] = software ? [ROWS, COLUMNS * this.shared] : [SIDE, SIDE];
    const [down, across] = [Math.ceil(p.m / rows), Math.ceil(p.n / columns)];
    const tiles = down * across * p.groups;
    const lanes = software ? LANES / this.shared : 1;
    const busy = (software ? BUSY.software : BUSY.gpu) * lanes;
    const wanted =
      bias !== null || tiles >= busy
        ? 1
        : Math.min(Math.ceil(busy / tiles), Math.floor(p.k / SPLIT_TERMS), MAX_CHUNKS);
    const chunks = Math.max(1, wanted);
    const target: Target = chunks > 1 ? 'partial' : bias === null ? 'result' : 'biased';
    const rank = p.dims.length;
    const kernel = this.kernel({ rank, divides: p.dims.some((d) => d.by !== 1), target });
    const params = paramValues(p, { across, down, chunk: Math.ceil(p.k / chunks), chunks });
    const workgroups = Math.ceil(tiles / lanes) * chunks;
    if (chunks === 1) {
      kernel.run(runner, bias === null ? [out, a, b] : [out, a, b, bias], params, workgroups);
      return;
    }
    const results = p.groups * p.m * p.n;
    const sums = { buffer: runner.scratch(results * chunks * 4), offset: 0 };
    kernel.run(runner, [sums, a, b], params, workgroups);
    const add = this.get(`add ${rank}`, () => addChunks(rank));
    add.run(runner, [out, sums], params, Math.ceil(results / ADD_WORKGROUP));
    runner.release(sums.buffer);
  }
}

/**
 * Spatial dimensions. On a processor two: it compiles the kernel of three in a second, the composite's in a tenth, and
 * runs it no faster.
 */
const most = (runner: Runner): number => (runner.software ? 2 : 3);

const accepts = (runner: Runner, inputs: Inputs, ...shapes: readonly (readonly number[])[]): boolean =>
  suitsFloats(runner, inputs) &&
  inputs[0]!.shape.length >= 3 &&
  inputs[0]!.shape.length <= 2 + most(runner) &&
  [...inputs.map((i) => i?.shape ?? [1]), ...shapes].every((s) => product(s) > 0);

const geometry = (attributes: Attributes): Geometry => attributes as unknown as Geometry;

/** Convolution and its gradients by implicit matrix products: the windows ("im2col") are never laid out in memory. */
export function convolutionOverrides(runner: Runner): Record<string, Override> {
  const products = new WindowProducts(runner);
  return {
    convolution: {
      accepts: (inputs) => accepts(runner, inputs),
      run([input, weight, bias], [out], attributes) {
        const shapes = { input: input!.shape, weight: weight!.shape, output: out.shape };
        products.run(forward(shapes, geometry(attributes)), out, weight!, input!, bias);
      },
    },
    convolutionBackwardInput: {
      accepts: (inputs, { inputShape }) => accepts(runner, inputs, inputShape as readonly number[]),
      run([grad, weight], [out], attributes) {
        const shapes = { input: out.shape, weight: weight!.shape, output: grad!.shape };
        products.run(backwardInput(shapes, geometry(attributes)), out, weight!, grad!, null);
      },
    },
    convolutionBackwardWeight: {
      accepts: (inputs, { weightShape }) => accepts(runner, inputs, weightShape as readonly number[]),
      run([grad, input], [out], attributes) {
        const shapes = { input: input!.shape, weight: out.shape, output: grad!.shape };
        products.run(backwardWeight(shapes, geometry(attributes)), out, grad!, input!, null);
      },
    },
  };
}
