import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs';
import * as problem from '../problem.mjs';

export async function openTensorFlow() {
  await tf.setBackend('webgpu');
  await tf.ready();
  const { MATMUL, FEATURES, HIDDEN, CLASSES, BATCH } = problem;
  const [a, b] = problem.matrices().map((m) => tf.tensor2d(m, [MATMUL, MATMUL]));
  const start = problem.parameters();
  const w1 = tf.variable(tf.tensor2d(start.w1, [FEATURES, HIDDEN]));
  const b1 = tf.variable(tf.tensor1d(start.b1));
  const w2 = tf.variable(tf.tensor2d(start.w2, [HIDDEN, CLASSES]));
  const b2 = tf.variable(tf.tensor1d(start.b2));
  const x = tf.tensor2d(problem.images(), [BATCH, FEATURES]);
  const y = tf.oneHot(tf.tensor1d(problem.labels(), 'int32'), CLASSES);
  const optimizer = tf.train.sgd(problem.LR);

  return {
    name: 'TensorFlow.js',
    async matmul() {
      const c = tf.matMul(a, b);
      const data = await c.data();
      c.dispose();
      return data;
    },
    async step() {
      const loss = tf.tidy(() =>
        optimizer.minimize(() => {
          const logits = tf.relu(x.matMul(w1).add(b1)).matMul(w2).add(b2);
          return tf.losses.softmaxCrossEntropy(y, logits);
        }, true),
      );
      const [value] = await loss.data();
      loss.dispose();
      return value;
    },
  };
}
