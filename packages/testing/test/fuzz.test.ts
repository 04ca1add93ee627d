import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzReport } from '@cresset/testing';
import { describe, expect, it } from 'vitest';

/** A minute in CI; the seed can be given to repeat a finding. */
const seconds = Number(process.env.CRESSET_FUZZ_SECONDS ?? 5);
const seed = Number(process.env.CRESSET_FUZZ_SEED ?? 1);

/** Longer than any call may take: a process that says nothing for so long hangs. */
const PATIENCE_MS = 30_000;

interface Ended {
  readonly report: FuzzReport | null;
  /** How the process ended when it left no report. */
  readonly end: string;
  readonly lastCall: string;
}

function fuzzIn(name: string): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'cresset-fuzz-'));
  const file = join(folder, 'call');
  const script = fileURLToPath(new URL('./fuzz-child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, name, `${seconds}`, `${seed}`, file]);
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + PATIENCE_MS);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (d: Buffer) => {
    stdout += d.toString();
  });
  child.stderr.on('data', (d: Buffer) => {
    stderr += d.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      let lastCall = 'none';
      try {
        lastCall = readFileSync(file, 'utf8').trim();
      } catch {
        // It ended before the first call.
      }
      rmSync(folder, { recursive: true, force: true });
      const ok = code === 0 && stdout.startsWith('{');
      resolve({
        report: ok ? (JSON.parse(stdout) as FuzzReport) : null,
        end: `${signal === null ? `exit code ${code}` : `signal ${signal}`}; ${stderr.slice(-2000)}`,
        lastCall,
      });
    });
  });
}

describe.concurrent(`fuzzing for ${seconds} s with seed ${seed}`, () => {
  it.each(['reference', 'cpu'])(
    '%s answers every call with a result or a typed error',
    { timeout: seconds * 1000 + 60_000 },
    async (name) => {
      const { report, end, lastCall } = await fuzzIn(name);
      if (report === null) throw new Error(`the process died (${end}) in ${lastCall}`);
      expect(report.findings.slice(0, 40).join('\n')).toBe('');
      expect(report.calls).toBeGreaterThan(100);
      // Were all calls refused, nothing would have been tried.
      expect(report.succeeded).toBeGreaterThan(report.calls / 20);
    },
  );
});
