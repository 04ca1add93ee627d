import { ArgumentError, Tensor } from '@cresset/tensor';
import { describe, parseOptions } from '@cresset/tensor/toolkit';
import type { Module } from '../module/module.js';

/** Tensors to use instead of a module's own, by PyTorch's names; or several such, of which later ones win. */
export type State = Readonly<Record<string, Tensor>>;

interface Place {
  readonly module: Module;
  readonly field: string;
  readonly value: Tensor;
}

/** Where each parameter and buffer stands, under all names that it has. */
function placesOf(module: Module): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [path, owner] of module.namedModules({ removeDuplicate: false })) {
    for (const [key, field, value] of [...owner.ownParameters(), ...owner.ownBuffers()]) {
      places.set(path === '' ? key : `${path}.${key}`, { module: owner, field, value });
    }
  }
  return places;
}

/**
 * Calls a module with other tensors in the place of its parameters and buffers (`torch.func.functional_call`): for
 * gradients by parameters (`func.grad`), ensembles, and steps that are differentiated themselves. The module is as it
 * was when the call returns, also when it throws.
 *
 * ```ts
 * const loss = (p: nn.State) => F.crossEntropy(nn.functionalCall(net, p, [x]) as Tensor, y);
 * const gradients = func.grad(loss)(Object.fromEntries(net.namedParameters()));
 * ```
 *
 * @param state by name (`fc1.weight`); names that are left out keep the module's own tensors
 * @param args arguments of `forward`; something that is no array is the only argument
 * @param options.tieWeights a tensor that stands under several names is replaced under all of them (default true)
 * @param options.strict refuse a state that leaves a parameter or buffer out (default false)
 * @throws ArgumentError for unknown names, for two tensors in the place of a shared one, and what `strict` refuses
 */
export function functionalCall(
  module: Module,
  state: State | readonly State[],
  args: unknown = [],
  options: { tieWeights?: boolean; strict?: boolean } = {},
): unknown {
  const { tieWeights, strict } = parseOptions('functionalCall', options, { tieWeights: true, strict: false });
  const given: State = Object.assign({}, ...(Array.isArray(state) ? state : [state]));
  const places = placesOf(module);
  const swaps = new Map<Place, Tensor>();
  const shared = new Map<Tensor, { name: string; value: Tensor }>();
  for (const [name, value] of Object.entries(given)) {
    const place = places.get(name);
    if (place === undefined) {
      throw new ArgumentError(
        `functionalCall: the module has no parameter or buffer '${name}' (it has ${[...places.keys()].join(', ')})`,
      );
    }
    if (!(value instanceof Tensor)) {
      throw new ArgumentError(`functionalCall: '${name}' must be a tensor, got ${describe(value)}`);
    }
    swaps.set(place, value);
    const before = shared.get(place.value);
    if (tieWeights && before !== undefined && before.value !== value) {
      throw new ArgumentError(
        `functionalCall: '${before.name}' and '${name}' are one tensor of the module, but two different ones were given`,
      );
    }
    shared.set(place.value, { name, value });
  }
  for (const [name, place] of places) {
    const tied = tieWeights ? shared.get(place.value) : undefined;
    if (!swaps.has(place) && tied !== undefined) swaps.set(place, tied.value);
    if (strict && !swaps.has(place)) throw new ArgumentError(`functionalCall: the state has no '${name}'`);
  }
  try {
    for (const [place, value] of swaps) place.module.putMember(place.field, value);
    return module.forward(...(Array.isArray(args) ? args : [args]));
  } finally {
    for (const place of swaps.keys()) place.module.putMember(place.field, place.value);
  }
}
