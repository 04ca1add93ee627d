import type { Plugin, Tensor } from '@cresset/tensor';
import { GradientError } from '@cresset/tensor';
import { backward } from './backward.js';
import type { Edge, Hook } from './node.js';
import { edgeOf, record, recordInPlace, refresh } from './record.js';

function edgeFor(op: string, t: Tensor): Edge {
  t.assertAlive(op);
  const edge = edgeOf(t);
  if (edge === null) throw new GradientError(`${op}: this tensor doesn't require a gradient`);
  return edge;
}

const plugin: Plugin = {
  kind: 'autograd',
  engine: {
    record,
    recordInPlace,
    refresh,
    backward,
    retainGrad(t: Tensor): void {
      const edge = edgeFor('retainGrad', t);
      if (!t.isLeaf) edge.retained = t;
    },
    retainsGrad: (t: Tensor): boolean => edgeOf(t)?.retained === t,
    registerHook(t: Tensor, hook: Hook): { remove(): void } {
      const edge = edgeFor('registerHook', t);
      edge.hooks ??= [];
      const hooks = edge.hooks;
      hooks.push(hook);
      return {
        remove() {
          const at = hooks.indexOf(hook);
          if (at >= 0) hooks.splice(at, 1);
        },
      };
    },
  },
};

/** The engine of automatic differentiation, to be registered once: `use(autograd())`. */
export function autograd(): Plugin {
  return plugin;
}
