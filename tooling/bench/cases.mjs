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
];
