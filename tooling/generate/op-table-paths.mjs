// Which way each op takes on each backend: its own kernels, an override, a composite of other calls, a routine.
// Asked of the declarations and of the backends' tables, without a device: a table must come out the same everywhere.
import { join } from 'node:path';
import { loadTypeScript } from '../../packages/testing/load.mjs';

/** Stands for an addon or an adapter where only the names of what they can do are wanted. */
const anything = new Proxy(() => anything, {
  get: (_, key) => {
    if (key === 'indexOf') return () => 0;
    if (key === Symbol.toPrimitive) return () => 0;
    return anything;
  },
  apply: () => anything,
  construct: () => anything,
});

/** @typedef {{ overrides: Set<string>, routines: Set<string> }} Abilities */

/** @param {string} root of the repository @returns {Promise<Map<string, Abilities>>} by device */
export async function abilities(root) {
  const load = (file) => loadTypeScript(join(root, 'packages', file));
  const names = (table) => new Set(Object.keys(table));
  const reference = await load('backend-reference/src/routines/index.ts');
  const cpu = await load('backend-cpu/src/overrides.ts');
  const cpuRoutines = await load('backend-cpu/src/routines/routines.ts');
  const webgpu = await load('backend-webgpu/src/overrides/index.ts');
  return new Map([
    ['reference', { overrides: new Set(), routines: names(reference.routines) }],
    [
      'cpu',
      {
        overrides: names(cpu.createOverrides(anything)),
        routines: names(cpuRoutines.createRoutines(anything)),
      },
    ],
    ['webgpu', { overrides: names(webgpu.createOverrides(anything)), routines: new Set() }],
  ]);
}

/**
 * @param {{ kind: string }} op
 * @param {Iterable<string>} calls `name path` of all calls inside, as the reference carries them out
 * @param {Abilities} able
 */
export function pathOf(op, calls, able) {
  const list = [...calls].map((call) => call.split(' '));
  const needed = list.filter(([, path]) => path === 'routine').map(([name]) => name);
  if (needed.length > 0) return needed.every((name) => able.routines.has(name)) ? 'routine' : 'unsupported';
  if (list.some(([name]) => able.overrides.has(name))) return 'override';
  return op.kind === 'elementwise' || op.kind === 'creation' ? 'kernel' : op.kind;
}

/** Calls by op name, from the samples. */
export async function sampleCalls(root) {
  const { callsOfSamples } = await loadTypeScript(join(root, 'tooling/generate/op-table-samples.ts'));
  return new Map([...callsOfSamples()].map(([op, calls]) => [op.name, calls]));
}
