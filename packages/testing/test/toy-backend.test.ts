import { readFileSync } from 'node:fs';
import { reference } from '@cresset/backend-reference';
import { runConformance } from '@cresset/testing';
import { expect, it } from 'vitest';
import { ToyBackend } from './toy-backend.js';

it('a backend fits into 250 lines of code, its mathematics included', () => {
  const code = ['./toy-backend.ts', './toy-math.ts'].flatMap((file) =>
    readFileSync(new URL(file, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(\/\/|\/\*|$)/.test(line)),
  );
  expect(code.length).toBeLessThanOrEqual(250);
});

runConformance(new ToyBackend(), { oracle: reference() });
