import type { Tensor } from '@cresset/tensor';
import { ArgumentError, listDevices, to } from '@cresset/tensor';
import { withoutGrad } from '@cresset/tensor/engine';
import { during } from './mode.js';

/** What becomes of tensors between forward and backward. */
export interface SavedTensorsHooks {
  /** Called with each tensor that is kept for backward; what it returns is kept instead. */
  pack(tensor: Tensor): unknown;
  /** Gives back, from what `pack` returned, a tensor of the same values, shape, dtype and device. */
  unpack(packed: unknown): Tensor;
}

/** Hooks of the bodies that are running, innermost last; null while a hook itself runs. */
const active: (SavedTensorsHooks | null)[] = [];

/** The innermost hooks, or null. @internal */
export const currentHooks = (): SavedTensorsHooks | null => active[active.length - 1] ?? null;

/** What `pack` makes of a tensor; nothing in it is recorded. @internal */
export function packed(hooks: SavedTensorsHooks, t: Tensor): unknown {
  // What a hook computes would be handed to the hook again.
  active.push(null);
  try {
    return withoutGrad(() => hooks.pack(t));
  } finally {
    active.pop();
  }
}

/**
 * Runs `body` and hands every tensor that it keeps for backward to `pack`; backward gets it from `unpack`
 * (`torch.autograd.graph.saved_tensors_hooks`): to compress activations, or to keep them elsewhere.
 *
 * @param body may be async; then its hooks hold until its promise settles
 */
export function savedTensorsHooks<R>(
  pack: SavedTensorsHooks['pack'],
  unpack: SavedTensorsHooks['unpack'],
  body: () => R,
): R {
  const hooks = { pack, unpack };
  active.push(hooks);
  return during(body, () => {
    active.splice(active.lastIndexOf(hooks), 1);
  });
}

/**
 * Keeps what backward needs in the memory of the host while `body` runs forward, and brings it back when it is needed
 * (`torch.autograd.graph.save_on_cpu`).
 *
 * @param options.device where to keep it (default: `'cpu'` where it is registered, else `'reference'`)
 * @throws SyncReadError on devices that can't block
 */
export function saveOnCpu<R>(body: () => R, options: { device?: string } = {}): R {
  const names = listDevices().map((d) => d.name);
  const host = options.device ?? ['cpu', 'reference'].find((n) => names.includes(n));
  if (host === undefined) {
    throw new ArgumentError("saveOnCpu: neither 'cpu' nor 'reference' is registered; name a device");
  }
  return savedTensorsHooks(
    (t) => ({ home: t.device, kept: to(t, host, { copy: true }) }),
    (p) => {
      const { home, kept } = p as { home: Tensor['device']; kept: Tensor };
      return to(kept, home);
    },
    body,
  );
}
