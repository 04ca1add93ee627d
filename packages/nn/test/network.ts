import { ones, type Tensor, tensor, zeros } from '@cresset/tensor';
import * as nn from '../src/index.js';

/** The network of goldens/modules.py. */
export class Inner extends nn.Module {
  linearOne = new nn.Linear(3, 4);
  scaleFactor = new nn.Parameter(ones([4]));
  stepCount = this.registerBuffer('stepCount', zeros([], { dtype: 'int64' }));
  scratch = this.registerBuffer('scratch', zeros([2]), { persistent: false });

  forward(x: Tensor): Tensor {
    return this.linearOne.forward(x).relu().mul(this.scaleFactor);
  }
}

export class Net extends nn.Module {
  fc1 = new nn.Linear(2, 3);
  shared = this.fc1;
  inner = new Inner();
  tail = new nn.Sequential(new nn.Linear(4, 4), new nn.Tanh(), new nn.Linear(4, 1, { bias: false }));
  topLevel = new nn.Parameter(tensor([0.5]));

  forward(x: Tensor): Tensor {
    return this.tail.forward(this.inner.forward(this.fc1.forward(x))).add(this.topLevel);
  }
}

interface Golden {
  shape: number[];
  values: number[];
}

export function stateOf(entries: Record<string, Golden>): nn.StateDict {
  return Object.fromEntries(
    Object.entries(entries).map(([k, v]) => [k, tensor(v.values, { shape: v.shape })]),
  );
}
