import {
  Conv2d,
  CrossEntropyLoss,
  Flatten,
  GELU,
  LayerNorm,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '@cresset/nn';
import { Adam, AdamW, type Optimizer, SGD } from '@cresset/optim';
import { randint, randn, scope, type Tensor } from '@cresset/tensor';

/** A transformer block (pre-norm) as a user writes it, of four heads. */
export class Block extends Module {
  ln1 = new LayerNorm(32);
  qkv = new Linear(32, 96);
  proj = new Linear(32, 32);
  ln2 = new LayerNorm(32);
  mlp = new Sequential(new Linear(32, 128), new GELU(), new Linear(128, 32));

  override forward(x: Tensor): Tensor {
    const [b, t, c] = x.shape as [number, number, number];
    const heads = (p: Tensor): Tensor => p.reshape([b, t, 4, c / 4]).transpose(1, 2);
    const [q, k, v] = this.qkv.forward(this.ln1.forward(x)).chunk(3, -1) as [Tensor, Tensor, Tensor];
    const scores = heads(q)
      .matmul(heads(k).transpose(-2, -1))
      .mul(1 / Math.sqrt(c / 4));
    const mixed = scores.softmax(-1).matmul(heads(v)).transpose(1, 2).reshape([b, t, c]);
    const y = x.add(this.proj.forward(mixed));
    return y.add(this.mlp.forward(this.ln2.forward(y)));
  }
}

export interface Training {
  step(): Tensor;
}

function classify(model: Module, optimizer: Optimizer, input: readonly number[]): Training {
  const loss = new CrossEntropyLoss();
  const x = randn([...input]);
  const y = randint(0, 10, [input[0]!]);
  return {
    step: () =>
      scope(() => {
        optimizer.zeroGrad();
        const l = loss.forward(model.forward(x), y);
        l.backward();
        optimizer.step();
        return l;
      }),
  };
}

export function mlp(): Training {
  const model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
  return classify(model, new SGD(model.parameters(), { lr: 0.01 }), [64, 784]);
}

export function lenet(): Training {
  const model = new Sequential(
    new Conv2d(1, 6, 5, { padding: 2 }),
    new ReLU(),
    new MaxPool2d(2),
    new Conv2d(6, 16, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(400, 120),
    new ReLU(),
    new Linear(120, 84),
    new ReLU(),
    new Linear(84, 10),
  );
  return classify(model, new Adam(model.parameters(), { lr: 1e-3 }), [16, 1, 28, 28]);
}

export function transformer(): Training {
  const model = new Block();
  const optimizer = new AdamW(model.parameters(), { lr: 1e-3 });
  const x = randn([2, 8, 32]);
  return {
    step: () =>
      scope(() => {
        optimizer.zeroGrad();
        const y = model.forward(x);
        const l = y.mul(y).mean();
        l.backward();
        optimizer.step();
        return l;
      }),
  };
}
