// A module that a loader runs in threads; workers.test.ts bundles it, since threads of Node 20 can't run TypeScript.
import { workerData } from 'node:worker_threads';
import { reference } from '@cresset/backend-reference';
import { type Tensor, tensor, use } from '@cresset/tensor';
import { Dataset, RandomStream, serveDataset } from '../src/index.js';

use(reference());

class Rows extends Dataset<[Tensor, number, { name: string }]> {
  readonly length = 10;

  get(index: number): [Tensor, number, { name: string }] {
    if (index === 9) throw new RangeError('sample 9 is torn');
    if (index === 8) process.exit(3);
    // What a random transform would draw.
    const noise = RandomStream.from().below(1000);
    return [tensor([index, noise]), index, { name: `sample ${index}` }];
  }
}

const failing = Promise.reject(new Error('the folder is gone'));
failing.catch(() => undefined);
serveDataset<[Tensor, number, { name: string }]>(workerData === 'failing' ? failing : new Rows());
