import { expect, it } from 'vitest';
import { addMissingPlatforms } from '../lock.mjs';

it('names the builds for other platforms that the lock file lacks, and leaves the rest alone', () => {
  const lock = {
    packages: {
      'node_modules/tool': {
        version: '2.0.0',
        license: 'MIT',
        optionalDependencies: {
          '@tool/linux-x64': '2.0.0',
          '@tool/linux-x64-musl': '2.0.0',
          fsevents: '^2.3.0',
        },
      },
      'node_modules/@tool/linux-x64': { version: '2.0.0', integrity: 'sha512-x' },
    },
  };
  expect(addMissingPlatforms(lock)).toEqual(['@tool/linux-x64-musl']);
  expect(Object.keys(lock.packages)).toEqual([
    'node_modules/@tool/linux-x64',
    'node_modules/@tool/linux-x64-musl',
    'node_modules/tool',
  ]);
  const added = (lock.packages as Record<string, object>)['node_modules/@tool/linux-x64-musl'];
  expect(added).toMatchObject({
    version: '2.0.0',
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
    optional: true,
  });
  expect(addMissingPlatforms(lock)).toEqual([]);
});
