import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnsupportedError } from '@cresset/tensor/backend';
import type { Native } from './native.js';

const require = createRequire(import.meta.url);
/** This file lies in src or in dist. */
const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Attempt {
  readonly native: Native | null;
  readonly reason: string;
}

let attempt: Attempt | null = null;

/**
 * Runs `load` with a short spin count for the threads of OpenMP, which reads it when its library is loaded.
 *
 * GNU's default is to spin up to some ten milliseconds at every barrier. On a machine that has other work to do, the
 * thread that everybody spins for doesn't run meanwhile: LeNet trained at 490 images a second on a busy machine of two
 * processors, and at 3,400 with this count, which is about 50 µs.
 */
function withShortSpin<R>(load: () => R): R {
  const { env } = process;
  if (env.GOMP_SPINCOUNT !== undefined || env.OMP_WAIT_POLICY !== undefined) return load();
  env.GOMP_SPINCOUNT = '1000';
  try {
    return load();
  } finally {
    // Programs that this one starts are none of our business.
    delete env.GOMP_SPINCOUNT;
  }
}

function tryLoad(): Attempt {
  const platformPackage = `@cresset/backend-cpu-${process.platform}-${process.arch}-gnu`;
  const reasons: string[] = [];
  // A build of the checkout comes first: whoever compiles one means to run it.
  const local = process.env.CRESSET_CPU_ADDON ?? join(packageFolder, 'native/build/Release/cresset_cpu.node');
  if (existsSync(local)) {
    try {
      return { native: withShortSpin(() => require(local) as Native), reason: '' };
    } catch (error) {
      reasons.push(`${local} could not be loaded: ${(error as Error).message}`);
    }
  }
  try {
    return { native: withShortSpin(() => require(platformPackage) as Native), reason: '' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    reasons.push(
      code === 'MODULE_NOT_FOUND'
        ? `neither a local build nor the package ${platformPackage} is there`
        : `${platformPackage} could not be loaded: ${message}`,
    );
  }
  return {
    native: null,
    reason:
      `${reasons.join('; ')}. ` +
      `Install ${platformPackage}, or build the addon from a checkout with "npm run build:native -w @cresset/backend-cpu" ` +
      '(needs cmake, g++, libdnnl-dev and libopenblas-dev); without it, use the reference backend',
  };
}

function outcome(): Attempt {
  attempt ??= tryLoad();
  return attempt;
}

/** Whether the native addon is there and loads on this machine. */
export function isAvailable(): boolean {
  return outcome().native !== null;
}

/** Why the backend can't be used here, in words; null when it can. */
export function unavailableReason(): string | null {
  const { native, reason } = outcome();
  return native === null ? reason : null;
}

/** @throws UnsupportedError that says what to do when there is no addon */
export function loadNative(): Native {
  const { native, reason } = outcome();
  if (native === null) throw new UnsupportedError(`cpu: the native backend is not available: ${reason}`);
  return native;
}
