// Our half of the bench: the twins of the programs in torch_side.py, on the packages as they are published (dist).
import { noGrad } from '@cresset/autograd';
import * as nn from '@cresset/nn';
import * as optim from '@cresset/optim';
import * as tensor from '@cresset/tensor';
import { arange, defaultDevice, functional as F, manualSeed, ones, randn } from '@cresset/tensor';

/**
 * Kernels of one op release their result by `dispose`, as Python's reference counting does for PyTorch when the
 * result is dropped. Op overhead and training steps are written as users write them, without: what the collector
 * costs is part of their time.
 */
const programs = {
  add({ shape }) {
    const [x, y] = [randn(shape), randn(shape)];
    return () => x.add(y);
  },
  addBackward({ shape }) {
    const [x, y] = [randn(shape).requiresGrad_(), randn(shape).requiresGrad_()];
    const gradient = ones(shape);
    return () => {
      x.grad = y.grad = null;
      x.add(y).backward({ gradient });
    };
  },
  matmul({ n }) {
    const [x, y] = [randn([n, n]), randn([n, n])];
    return () => x.matmul(y).dispose();
  },
  conv2d({ input, conv }) {
    const [x, layer] = [randn(input), layers.conv2d(...conv)];
    return () => noGrad(() => layer.forward(x)).dispose();
  },
  conv2dBackward({ input, conv }) {
    const [x, layer] = [randn(input).requiresGrad_(), layers.conv2d(...conv)];
    const gradient = ones(layer.forward(x).shape);
    return () => {
      x.grad = layer.weight.grad = layer.bias.grad = null;
      layer.forward(x).backward({ gradient });
    };
  },
  mulAdd({ shape }) {
    const [x, y, z] = [randn(shape), randn(shape), randn(shape)];
    return () => {
      const product = x.mul(y);
      product.add(z).dispose();
      product.dispose();
    };
  },
  gelu({ shape }) {
    const x = randn(shape);
    return () => F.gelu(x).dispose();
  },
  sum({ shape }) {
    const x = randn(shape);
    return () => x.sum().dispose();
  },
  mean({ shape, dim }) {
    const x = randn(shape);
    return () => x.mean(dim).dispose();
  },
  softmax({ shape }) {
    const x = randn(shape);
    return () => x.softmax(1).dispose();
  },
  layerNorm({ shape }) {
    const [x, layer] = [randn(shape), new nn.LayerNorm(shape[1])];
    return () => noGrad(() => layer.forward(x)).dispose();
  },
  module({ module: [name, ...sizes], input }) {
    const layer = new recurrent[name](...sizes);
    const x = randn(input).requiresGrad_();
    const gradient = ones(first(layer.forward(x)).shape);
    return () => {
      x.grad = null;
      layer.zeroGrad();
      first(layer.forward(x)).backward({ gradient });
    };
  },
  call(c) {
    const { run, operands } = callOf(c);
    return () => {
      const result = noGrad(() => run(operands));
      for (const t of result instanceof tensor.Tensor ? [result] : Object.values(result)) t.dispose();
    };
  },
  callBackward(c) {
    const { run, operands } = callOf(c);
    for (const t of operands) t.requiresGrad_();
    const gradient = ones(run(operands).shape);
    return () => {
      for (const t of operands) t.grad = null;
      run(operands).backward({ gradient });
    };
  },
  trainingStep({ layers: list, input, classes, optimizer: [name, lr] }) {
    const net = new nn.Sequential(...list.map(([kind, ...sizes]) => layers[kind](...sizes)));
    const optimizer = new optimizers[name](net.parameters(), { lr });
    const x = randn(input);
    const target = arange(input[0]).remainder(classes);
    return () => {
      optimizer.zeroGrad();
      F.crossEntropy(net.forward(x), target).backward();
      optimizer.step();
    };
  },
};

/** The output of a layer that may give a state too. */
const first = (result) => (Array.isArray(result) ? result[0] : result);

/** A call by PyTorch's path of the function, in our spelling. */
function callOf({ op, inputs, args, options }) {
  const path = op.replace(/^nn\.functional/, 'functional').split('.');
  const f = path.reduce((at, name) => at[name], tensor);
  const rest = options === null ? args : [...args, options];
  const operands = inputs.map((shape) => randn(shape));
  // An equation comes before its operands.
  const run = typeof args[0] === 'string' ? (x) => f(args[0], x) : (x) => f(...x, ...rest);
  return { run, operands };
}

const layers = {
  linear: (inFeatures, outFeatures) => new nn.Linear(inFeatures, outFeatures),
  relu: () => new nn.ReLU(),
  conv2d: (inChannels, outChannels, kernel, padding) =>
    new nn.Conv2d(inChannels, outChannels, kernel, { padding }),
  maxPool2d: (kernel) => new nn.MaxPool2d(kernel),
  flatten: () => new nn.Flatten(),
};

const recurrent = { LSTM: nn.LSTM, GRU: nn.GRU };

const optimizers = { SGD: optim.SGD, Adam: optim.Adam };

export class Cresset {
  #step = null;

  /** @param {(threads: number) => void} setThreads */
  constructor(setThreads) {
    this.setThreads = setThreads;
  }

  async prepare(benchCase, threads) {
    this.setThreads(threads);
    manualSeed(0);
    this.#step = programs[benchCase.program](benchCase);
  }

  async measure(iterations) {
    const step = this.#step;
    const begin = performance.now();
    for (let i = 0; i < iterations; i++) step();
    // A queue that is still full isn't a result: the clock stops when the device has done the work.
    await defaultDevice().backend.synchronize();
    return (performance.now() - begin) / 1000;
  }
}
