import { format } from 'node:util';
import { isAvailable } from '@cresset/backend-cpu';
import { describe, expect, it, vi } from 'vitest';
import { readmes, writePrograms } from '../programs.mjs';

const programs = writePrograms();

describe.each(readmes)('%s', (readme) => {
  const own = programs.filter((program) => program.readme === readme);

  it('has a working example', () => expect(own.length).toBeGreaterThan(0));

  for (const { code, line, prints, file } of own) {
    const runnable = isAvailable() || !/\bcpu\(/.test(code);
    it.skipIf(!runnable)(`line ${line} runs and prints what it says`, async () => {
      // Each program registers its own backends: it must find the packages as a new process would.
      vi.resetModules();
      const printed: string[] = [];
      const log = vi.spyOn(console, 'log').mockImplementation((...args) => {
        printed.push(format(...args));
      });
      try {
        await import(/* @vite-ignore */ file);
      } finally {
        log.mockRestore();
      }
      expect(printed).toEqual(prints.map((text, i) => text ?? printed[i]));
    });
  }
});
