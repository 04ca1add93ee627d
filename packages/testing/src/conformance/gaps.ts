import { writeSync } from 'node:fs';
import type { DTypeName } from '@cresset/tensor';
import { it } from 'vitest';

/** The parts of the suite, as they appear in the names of its tests. */
export type CheckName =
  | 'forward'
  | 'large'
  | 'arguments'
  | 'method'
  | 'inplace'
  | 'gradcheck'
  | 'gradient'
  | 'overrides'
  | 'errors'
  | 'memory'
  | 'golden';

/**
 * Something that a backend is known to get wrong. Strict: each test that a note selects must fail, so that fixing it
 * fails the suite until the note is removed; a note that selects nothing fails too.
 */
export interface KnownGap {
  readonly op: string;
  /** Default: every dtype. */
  readonly dtype?: DTypeName;
  /** Default: every check. */
  readonly check?: CheckName;
  /** What is wrong, and where it is being looked at. */
  readonly why: string;
}

/** Runs a check that a known gap selects: it must fail. */
export async function mustFail(name: string, gap: KnownGap, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch {
    return;
  }
  throw new Error(`${name} passes now; remove its note from the known gaps ("${gap.why}")`);
}

/** Registers tests, turning those that a known gap selects into expected failures. */
export class Registrar {
  private readonly used = new Set<KnownGap>();

  constructor(
    private readonly gaps: readonly KnownGap[],
    private readonly checks: ReadonlySet<CheckName> | null = null,
  ) {}

  test(op: string, check: CheckName, dtype: DTypeName | null, run: () => Promise<void>): void {
    if (this.checks?.has(check) === false) return;
    const body = async (): Promise<void> => {
      // A native crash takes the process with it: with CRESSET_TRACE=1 the last line says where it was.
      if (process.env.CRESSET_TRACE === '1') writeSync(2, `${op} ${check} ${dtype ?? ''}\n`);
      await run();
    };
    const gap = this.gaps.find(
      (g) =>
        g.op === op &&
        (g.dtype === undefined || g.dtype === dtype) &&
        (g.check === undefined || g.check === check),
    );
    const name = dtype === null ? check : `${check} ${dtype}`;
    if (gap === undefined) {
      it(name, body);
      return;
    }
    this.used.add(gap);
    it(`${name} (known gap: ${gap.why})`, () => mustFail(`${op}: ${name}`, gap, body));
  }

  /** To be called last: notes for tests that don't exist. */
  checkAllUsed(): void {
    it('every known gap selects a test', () => {
      const idle = this.gaps
        .filter((g) => !this.used.has(g))
        .map((g) => `${g.op} ${g.check ?? ''} ${g.dtype ?? ''}`);
      if (idle.length > 0) throw new Error(`known gaps that select no test: ${idle.join('; ')}`);
    });
  }
}
