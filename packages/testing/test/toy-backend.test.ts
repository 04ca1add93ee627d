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

const why = "the device can't block to learn the largest element";
const knownGaps = (['golden', 'memory', 'errors'] as const).map((check) => ({ op: 'bincount', check, why }));

runConformance(new ToyBackend(), { oracle: reference(), knownGaps });
