import { describe, expect, it } from 'vitest';
import { totals } from '../totals.mjs';

const report = (files: { status: string; tests: string[] }[], counts: number[]) => ({
  numPassedTests: counts[0],
  numFailedTests: counts[1],
  numPendingTests: counts[2],
  numTodoTests: counts[3],
  testResults: files.map((file) => ({
    status: file.status,
    assertionResults: file.tests.map((status) => ({ status })),
  })),
});

describe('totals of a test run', () => {
  it('adds skipped and todo', () => {
    const result = totals(report([{ status: 'passed', tests: ['passed', 'skipped', 'todo'] }], [1, 0, 1, 1]));
    expect(result.line).toBe('1 passed, 0 failed, 2 skipped');
  });

  it('counts a file that fails before its first test', () => {
    const files = [
      { status: 'failed', tests: [] },
      { status: 'failed', tests: ['passed', 'failed'] },
    ];
    expect(totals(report(files, [1, 1, 0, 0])).failed).toBe(2);
  });
});
