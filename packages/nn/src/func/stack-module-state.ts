import { ArgumentError, detach, stack, type Tensor } from '@cresset/tensor';
import type { Module } from '../module/module.js';

/**
 * Parameters and buffers of several modules of one architecture, stacked along a new first dimension
 * (`torch.func.stack_module_state`): the state of an ensemble.
 *
 * @returns `[parameters, buffers]` by name, each [models, ...]; the parameters are leaves that require gradients
 * @throws ArgumentError for no module, or modules whose names differ
 */
export function stackModuleState(
  models: readonly Module[],
): [Record<string, Tensor>, Record<string, Tensor>] {
  const [first] = models;
  if (first === undefined) throw new ArgumentError('stackModuleState: at least one module is needed');
  const stacked = (
    named: (m: Module) => readonly (readonly [string, Tensor])[],
    finish: (t: Tensor) => Tensor,
  ): Record<string, Tensor> => {
    const all = models.map((m) => new Map(named(m)));
    const result: Record<string, Tensor> = {};
    for (const [name] of named(first)) {
      const parts = all.map((state, i) => {
        const t = state.get(name);
        if (t === undefined) {
          throw new ArgumentError(`stackModuleState: module ${i} has no '${name}', which the first one has`);
        }
        return detach(t);
      });
      result[name] = finish(stack(parts));
    }
    return result;
  };
  return [
    stacked(
      (m) => m.namedParameters(),
      (t) => t.requiresGrad_(),
    ),
    stacked(
      (m) => m.namedBuffers(),
      (t) => t,
    ),
  ];
}
