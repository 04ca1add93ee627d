import { noGrad } from '@cresset/autograd';
import { ArgumentError, ShapeError, Tensor } from '@cresset/tensor';
import { sameShape, showShape, toCamelCase, toSnakeCase } from '@cresset/tensor/toolkit';
import type { ParamState } from './optimizer.js';

/** Options of a group with PyTorch's names; `params` are numbers of parameters. */
export type GroupState = { params: number[]; [option: string]: unknown };

/** PyTorch's layout. */
export interface OptimizerStateDict {
  /** By number of the parameter: `exp_avg`, `momentum_buffer`, `step` … */
  state: Record<string, Record<string, unknown>>;
  param_groups: GroupState[];
}

interface Group {
  params: Tensor[];
  [option: string]: unknown;
}

export function collectState(
  groups: readonly Group[],
  state: ReadonlyMap<Tensor, ParamState>,
): OptimizerStateDict {
  const numbers = new Map<Tensor, number>();
  const param_groups = groups.map(({ params, ...options }) => {
    const group: GroupState = { params: [] };
    for (const [name, v] of Object.entries(options)) group[toSnakeCase(name)] = Array.isArray(v) ? [...v] : v;
    group.params = params.map((p) => {
      numbers.set(p, numbers.size);
      return numbers.size - 1;
    });
    return group;
  });
  const byNumber: OptimizerStateDict['state'] = {};
  for (const [p, n] of numbers) {
    const own = state.get(p);
    if (own === undefined) continue;
    byNumber[n] = Object.fromEntries(Object.entries(own).map(([k, v]) => [toSnakeCase(k), v]));
  }
  return { state: byNumber, param_groups };
}

export function loadState(
  optimizer: string,
  dict: OptimizerStateDict,
  groups: Group[],
  state: Map<Tensor, ParamState>,
): void {
  if (
    dict === null ||
    typeof dict !== 'object' ||
    !Array.isArray(dict.param_groups) ||
    typeof dict.state !== 'object'
  ) {
    throw new ArgumentError(`${optimizer}: a state dict has the entries 'state' and 'param_groups'`);
  }
  const given = dict.param_groups;
  if (given.length !== groups.length) {
    throw new ArgumentError(
      `${optimizer}: the state dict has ${given.length} parameter groups, the optimizer ${groups.length}`,
    );
  }
  given.forEach((g, i) => {
    if (g.params.length !== groups[i]!.params.length) {
      throw new ArgumentError(
        `${optimizer}: group ${i} has ${g.params.length} parameters in the state dict and ${groups[i]!.params.length} in the optimizer`,
      );
    }
  });
  const fresh = new Map<Tensor, ParamState>();
  given.forEach((g, i) => {
    g.params.forEach((number, k) => {
      const p = groups[i]!.params[k]!;
      const own = dict.state[number];
      if (own !== undefined) fresh.set(p, readState(optimizer, number, own, p, state.get(p)));
    });
  });
  given.forEach((g, i) => {
    const target = groups[i]!;
    for (const [key, v] of Object.entries(g)) {
      const name = toCamelCase(key);
      // Options of PyTorch's that say how to compute (`fused`, `foreach`) have no counterpart here.
      if (key === 'params' || !(name in target || schedulerKeys.has(name))) continue;
      target[name] = Array.isArray(v) ? [...v] : v;
    }
  });
  state.clear();
  for (const [p, s] of fresh) state.set(p, s);
}

/** What schedulers leave in groups. */
const schedulerKeys = new Set(['initialLr', 'maxLr', 'minLr', 'maxMomentum', 'baseMomentum']);

function readState(
  optimizer: string,
  number: number,
  own: Readonly<Record<string, unknown>>,
  p: Tensor,
  before: ParamState | undefined,
): ParamState {
  const result: ParamState = {};
  for (const [key, v] of Object.entries(own)) {
    const name = toCamelCase(key);
    if (typeof v === 'number') result[name] = v;
    // PyTorch keeps the step count in a tensor; here it is a number, so that no step has to read it.
    else if (v instanceof Tensor && name === 'step') result[name] = Number(v.itemSync());
    else if (v instanceof Tensor) {
      if (!sameShape(v.shape, p.shape)) {
        throw new ShapeError(
          `${optimizer}: '${key}' of parameter ${number} is ${showShape(v.shape)}, the parameter ${showShape(p.shape)}`,
        );
      }
      const known = before?.[name];
      // Buffers stay where they are, so that a frozen command list of a step remains valid.
      const target =
        known instanceof Tensor && known.device === p.device && known.dtype === p.dtype ? known : null;
      result[name] = noGrad(() =>
        (target === null
          ? v.detach().to({ dtype: p.dtype, device: p.device, copy: true })
          : target.copy_(v)
        ).keep(),
      );
    } else if (v !== null && v !== undefined) {
      throw new ArgumentError(`${optimizer}: '${key}' of parameter ${number} must be a tensor or a number`);
    }
  }
  return result;
}
