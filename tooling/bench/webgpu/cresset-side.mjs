import { autograd, noGrad } from '@cresset/autograd';
import { webgpu } from '@cresset/backend-webgpu';
import * as nn from '@cresset/nn';
import * as optim from '@cresset/optim';
import { functional as F, tensor, use } from '@cresset/tensor';
import * as problem from './problem.mjs';

/** @param {GPU} gpu */
export async function openCresset(gpu) {
  const backend = await webgpu({ gpu });
  use(backend, autograd());
  const on = (data, shape) => tensor(data, { shape, device: 'webgpu' });
  const [a, b] = problem.matrices().map((m) => on(m, [problem.MATMUL, problem.MATMUL]));

  const { FEATURES, HIDDEN, CLASSES, BATCH } = problem;
  const net = new nn.Sequential(
    new nn.Linear(FEATURES, HIDDEN, { device: 'webgpu' }),
    new nn.ReLU(),
    new nn.Linear(HIDDEN, CLASSES, { device: 'webgpu' }),
  );
  const start = problem.parameters();
  const values = [
    on(problem.transposed(start.w1, FEATURES, HIDDEN), [HIDDEN, FEATURES]),
    on(start.b1, [HIDDEN]),
    on(problem.transposed(start.w2, HIDDEN, CLASSES), [CLASSES, HIDDEN]),
    on(start.b2, [CLASSES]),
  ];
  noGrad(() => [...net.parameters()].forEach((p, i) => p.copy_(values[i])));
  const optimizer = new optim.SGD(net.parameters(), { lr: problem.LR });
  const x = on(problem.images(), [BATCH, FEATURES]);
  const y = on(problem.labels(), [BATCH]);

  return {
    name: 'Cresset',
    /** What the adapter says of itself. */
    adapter: backend.description,
    counters: () => backend.counters,
    async matmul() {
      const c = a.matmul(b);
      const data = await c.data();
      c.dispose();
      return data;
    },
    async step() {
      optimizer.zeroGrad();
      const loss = F.crossEntropy(net.forward(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    },
  };
}
