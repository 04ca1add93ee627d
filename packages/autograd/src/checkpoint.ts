import type { Tensor } from '@cresset/tensor';
import { detach } from '@cresset/tensor';
import { customFunction } from './function.js';
import { backwardAll } from './grad.js';
import { enableGrad } from './mode.js';

/**
 * Runs `f` without keeping its activations; backward computes them again (Chen et al., "Training deep nets with
 * sublinear memory cost", 2016): memory for time. Leaves that `f` uses without being given them (parameters) get their
 * gradients too. At least one input has to require a gradient.
 *
 * @param f a function of the inputs; it runs twice, so random numbers in it need a generator with a fixed seed
 */
export function checkpoint(f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): Tensor {
  const run = customFunction({
    name: 'checkpoint',
    forward(context, ...xs: Tensor[]): Tensor {
      context.saveForBackward(...xs);
      return f(...xs);
    },
    backward(context, g): readonly (Tensor | null)[] {
      const xs = context.savedTensors.map((x, i) => {
        const own = detach(x);
        return context.needsInputGrad[i] === true ? own.requiresGrad_() : own;
      });
      enableGrad(() => backwardAll([f(...xs)], { gradTensors: [g!] }));
      return xs.map((x) => x.grad);
    },
  });
  return run(...inputs);
}
