import type { GeneratorState, Tensor } from '@cresset/tensor';
import { defaultGenerator, detach } from '@cresset/tensor';
import { customFunction } from './function.js';
import { backwardAll } from './grad.js';
import { enableGrad } from './mode.js';

/**
 * Runs `f` without keeping its activations; backward computes them again (Chen et al., "Training deep nets with
 * sublinear memory cost", 2016): memory for time. Leaves that `f` uses without being given them (parameters) get their
 * gradients too. At least one input has to require a gradient.
 *
 * `f` runs twice. The default generator is set back for the second run, so that dropout drops the same elements;
 * generators of your own are yours to set back.
 */
export function checkpoint(f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): Tensor {
  const run = customFunction({
    name: 'checkpoint',
    forward(context, ...xs: Tensor[]): Tensor {
      context.saveForBackward(...xs);
      context.random = defaultGenerator().getState();
      return f(...xs);
    },
    backward(context, g): readonly (Tensor | null)[] {
      const xs = context.savedTensors.map((x, i) => {
        const own = detach(x);
        return context.needsInputGrad[i] === true ? own.requiresGrad_() : own;
      });
      const generator = defaultGenerator();
      const now = generator.getState();
      generator.setState(context.random as GeneratorState);
      let again: Tensor;
      try {
        again = enableGrad(() => f(...xs));
      } finally {
        generator.setState(now);
      }
      enableGrad(() => backwardAll([again], { gradTensors: [g!] }));
      return xs.map((x) => x.grad);
    },
  });
  return run(...inputs);
}
