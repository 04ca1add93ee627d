import { autograd } from '@cresset/autograd';
import { cpu, isAvailable } from '@cresset/backend-cpu';
import { reference } from '@cresset/backend-reference';
import { manualSeed, setDefaultDevice, use } from '@cresset/tensor';
import { beforeAll, describe, it } from 'vitest';
import { programs } from '../src/programs.js';

const backends = isAvailable() ? [reference(), cpu({ threads: 1 })] : [reference()];
use(...backends, autograd());

describe.each(backends.map((b) => b.name))("the tutorials' programs on %s", (device) => {
  beforeAll(() => setDefaultDevice(device));
  for (const [name, program] of Object.entries(programs)) {
    it(name, async () => {
      manualSeed(0);
      await program();
    });
  }
});
