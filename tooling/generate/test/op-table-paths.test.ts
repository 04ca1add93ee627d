import { expect, it } from 'vitest';
import { root } from '../../setup/steps.mjs';
import { abilities, pathOf } from '../op-table-paths.mjs';

const able = { overrides: new Set(['softmax']), routines: new Set(['svd']) };

it('says which way an op goes on a backend', () => {
  expect(pathOf({ kind: 'elementwise' }, ['add kernel'], able)).toBe('kernel');
  expect(pathOf({ kind: 'creation' }, [], able)).toBe('kernel');
  expect(pathOf({ kind: 'view' }, ['permute view'], able)).toBe('view');
  expect(pathOf({ kind: 'composite' }, ['matmul kernel', 'linear composite'], able)).toBe('composite');
  expect(pathOf({ kind: 'composite' }, ['exp kernel', 'softmax composite'], able)).toBe('override');
  expect(pathOf({ kind: 'composite' }, ['svd routine', 'mul kernel'], able)).toBe('routine');
  expect(pathOf({ kind: 'composite' }, ['svd routine', 'qr routine'], able)).toBe('unsupported');
});

it('reads what the backends can do without a device', async () => {
  const found = await abilities(root);
  expect([...found.keys()]).toEqual(['reference', 'cpu', 'webgpu']);
  expect(found.get('cpu')?.overrides.has('convolution')).toBe(true);
  expect(found.get('webgpu')?.overrides.has('softmax')).toBe(true);
  expect(found.get('webgpu')?.routines.size).toBe(0);
  expect(found.get('reference')?.routines.has('svd')).toBe(true);
}, 60_000);
