// The one table of what is measured. Both sides build their programs from it: sizes are stated here and nowhere else.

const mlp = [['linear', 784, 128], ['relu'], ['linear', 128, 10]];

const lenet = [
  ['conv2d', 1, 6, 5, 2],
  ['relu'],
  ['maxPool2d', 2],
  ['conv2d', 6, 16, 5, 0],
  ['relu'],
  ['maxPool2d', 2],
  ['flatten'],
  ['linear', 400, 120],
  ['relu'],
  ['linear', 120, 84],
  ['relu'],
  ['linear', 84, 10],
];

const million = 1 << 20;

/** One call of a public function: operands of these shapes (after `args` where those begin with a string), options by name. */
function call(name, op, inputs, args = [], options = null) {
  return { name, program: 'call', op, inputs, args, options };
}

/**
 * `program` names the function in `cresset-side.mjs` and `torch_side.py`; the other fields are its sizes. A convolution is
 * [in channels, out channels, kernel, padding], as in the layers of the networks.
 *
 * @type {readonly ({ name: string, program: string } & Record<string, unknown>)[]}
 */
export const cases = [
  { name: 'add 8×8', program: 'add', shape: [8, 8] },
  { name: 'add 8×8, autograd forward + backward', program: 'addBackward', shape: [8, 8] },
  { name: 'matmul 64', program: 'matmul', n: 64 },
  { name: 'matmul 512', program: 'matmul', n: 512 },
  { name: 'matmul 1024', program: 'matmul', n: 1024 },
  { name: 'conv2d 8×64×56×56 k3', program: 'conv2d', input: [8, 64, 56, 56], conv: [64, 64, 3, 1] },
  {
    name: 'conv2d 8×64×56×56 k3, forward + backward',
    program: 'conv2dBackward',
    input: [8, 64, 56, 56],
    conv: [64, 64, 3, 1],
  },
  { name: 'conv2d LeNet 1st', program: 'conv2d', input: [64, 1, 28, 28], conv: [1, 6, 5, 2] },
  { name: 'conv2d LeNet 2nd', program: 'conv2d', input: [64, 6, 14, 14], conv: [6, 16, 5, 0] },
  { name: 'x·y+z 4 M', program: 'mulAdd', shape: [4 * million] },
  { name: 'gelu 4 M', program: 'gelu', shape: [4 * million] },
  { name: 'sum 4 M', program: 'sum', shape: [4 * million] },
  { name: 'mean over rows, 2048×2048', program: 'mean', shape: [2048, 2048], dim: 0 },
  { name: 'mean over columns, 2048×2048', program: 'mean', shape: [2048, 2048], dim: 1 },
  { name: 'softmax 2048×1024', program: 'softmax', shape: [2048, 1024] },
  { name: 'layer norm 2048×1024', program: 'layerNorm', shape: [2048, 1024] },
  {
    name: 'MLP 784-128-10 step, batch 64, SGD',
    program: 'trainingStep',
    layers: mlp,
    input: [64, 784],
    classes: 10,
    optimizer: ['SGD', 0.01],
  },
  {
    name: 'LeNet step, batch 64, Adam',
    program: 'trainingStep',
    layers: lenet,
    input: [64, 1, 28, 28],
    classes: 10,
    optimizer: ['Adam', 0.001],
  },
  {
    name: 'LSTM 128, 50 steps of 32, forward + backward',
    program: 'module',
    module: ['LSTM', 128, 128],
    input: [50, 32, 128],
  },
  {
    name: 'GRU 128, 50 steps of 32, forward + backward',
    program: 'module',
    module: ['GRU', 128, 128],
    input: [50, 32, 128],
  },
  ...[
    call('interpolate nearest 8×64×56×56 ×2', 'nn.functional.interpolate', [[8, 64, 56, 56]], [], {
      scaleFactor: 2,
    }),
    call('interpolate bilinear 8×64×56×56 ×2', 'nn.functional.interpolate', [[8, 64, 56, 56]], [], {
      scaleFactor: 2,
      mode: 'bilinear',
    }),
    call('gridSample 8×64×56×56', 'nn.functional.gridSample', [
      [8, 64, 56, 56],
      [8, 56, 56, 2],
    ]),
    call('attention 8 heads, 32×128×64', 'nn.functional.scaledDotProductAttention', [
      [32, 8, 128, 64],
      [32, 8, 128, 64],
      [32, 8, 128, 64],
    ]),
    call('avgPool2d 8×64×56×56 k3', 'nn.functional.avgPool2d', [[8, 64, 56, 56]], [3], { padding: 1 }),
    call('batch of matmuls 64 × 128×64×128', 'matmul', [
      [64, 128, 64],
      [64, 64, 128],
    ]),
    call('cumsum 2048×2048', 'cumsum', [[2048, 2048]], [1]),
    call('norm of rows 2048×2048', 'linalg.vectorNorm', [[2048, 2048]], [], { dim: 1 }),
    call('logsumexp 2048×1024', 'logsumexp', [[2048, 1024]], [1]),
    call(
      'conv transpose 8×64×28×28 k4 s2',
      'nn.functional.convTranspose2d',
      [
        [8, 64, 28, 28],
        [64, 32, 4, 4],
      ],
      [],
      { stride: 2, padding: 1 },
    ),
    call(
      'einsum bhid,bhjd->bhij',
      'einsum',
      [
        [8, 8, 128, 64],
        [8, 8, 128, 64],
      ],
      ['bhid,bhjd->bhij'],
    ),
  ].flatMap((c) => [c, { ...c, name: `${c.name}, forward + backward`, program: 'callBackward' }]),
  call('sort 1 M', 'sort', [[million]]),
  call('topk 100 of 1 M', 'topk', [[million]], [100]),
  call('solve 512', 'linalg.solve', [
    [512, 512],
    [512, 64],
  ]),
  call('svd 256', 'linalg.svd', [[256, 256]]),
  call('fft 2^20', 'fft.fft', [[million]]),
  call('rfft2 1000²', 'fft.rfft2', [[1000, 1000]]),
];
