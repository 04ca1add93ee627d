import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import * as problem from '../problem.mjs';

export async function openJax() {
  await init('webgpu');
  defaultDevice('webgpu');
  const { MATMUL, FEATURES, HIDDEN, CLASSES, BATCH } = problem;
  const [a, b] = problem.matrices().map((m) => np.array(m).reshape([MATMUL, MATMUL]));
  const start = problem.parameters();
  let parameters = {
    w1: np.array(start.w1).reshape([FEATURES, HIDDEN]),
    b1: np.array(start.b1),
    w2: np.array(start.w2).reshape([HIDDEN, CLASSES]),
    b2: np.array(start.b2),
  };
  const x = np.array(problem.images()).reshape([BATCH, FEATURES]);
  const y = np.array(problem.labels());

  const lossOf = (p, images, target) => {
    const hidden = nn.relu(np.dot(images, p.w1).add(p.b1));
    const logits = np.dot(hidden, p.w2).add(p.b2);
    return nn
      .logSoftmax(logits)
      .mul(nn.oneHot(target, CLASSES))
      .sum()
      .mul(-1 / BATCH);
  };
  // The whole step under jit: what its authors advise, and its fastest form.
  const step = jit((p, images, target) => {
    const old = { w1: p.w1.ref, b1: p.b1.ref, w2: p.w2.ref, b2: p.b2.ref };
    const [loss, g] = valueAndGrad(lossOf)(p, images, target);
    const next = Object.fromEntries(
      Object.keys(old).map((name) => [name, old[name].sub(g[name].mul(problem.LR))]),
    );
    return [loss, next];
  });

  return {
    name: 'jax-js',
    matmul: () => np.matmul(a.ref, b.ref).data(),
    async step() {
      const [loss, next] = step(parameters, x.ref, y.ref);
      parameters = next;
      return (await loss.data())[0];
    },
  };
}
