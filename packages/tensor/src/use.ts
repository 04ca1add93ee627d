import type { Backend } from './backend/contract.js';
import { registerBackend } from './device.js';
import { ArgumentError } from './errors.js';
import type { AutogradEngine } from './grad/mode.js';
import { gradState } from './grad/mode.js';
import type { OpInfo } from './op/info.js';
import { describe } from './op/options.js';
import * as ops from './ops/index.gen.js';
import { Tensor } from './tensor.js';

/** What `use` takes besides backends. */
export interface Plugin {
  readonly kind: 'autograd';
  readonly engine: AutogradEngine;
}

interface Attached {
  readonly op?: OpInfo;
  readonly inplace?: (target: Tensor, ...args: unknown[]) => Tensor;
  /** See `OpWithMethod`. */
  readonly methodForm?: unknown;
}

let attached = false;

const COPY = Symbol.for('cresset.tensor');

/** Two copies of this package would have two Tensor classes: `instanceof` and `use` would see only their own. */
function claimProgram(): void {
  const holder = globalThis as { [COPY]?: string };
  const mine = import.meta.url;
  const other = holder[COPY];
  if (other !== undefined && other !== mine) {
    console.warn(
      `cresset: two copies of @cresset/tensor are loaded (${other} and ${mine}); tensors of one are strangers to the other. Make every package depend on the same version (npm ls @cresset/tensor shows who doesn't)`,
    );
  }
  holder[COPY] = mine;
}

/**
 * Attaches the ops' methods to Tensor. Not done on import: packages declare themselves free of side effects, and a
 * bundler may drop a statement that nothing refers to. Every program calls `use` before it makes a tensor.
 */
function attachMethods(): void {
  if (attached) return;
  attached = true;
  claimProgram();
  const prototype = Tensor.prototype as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(ops)) {
    const { op, inplace, methodForm } = value as Attached;
    if (op === undefined) continue;
    const f = (methodForm ?? value) as unknown as (
      a: Tensor,
      b?: unknown,
      c?: unknown,
      d?: unknown,
      e?: unknown,
    ) => unknown;
    if (op.method) {
      prototype[name] =
        f.length <= 1 && op.kind === 'elementwise'
          ? function (this: Tensor, b?: unknown, c?: unknown, d?: unknown): unknown {
              return b === undefined && c === undefined && d === undefined ? f(this) : f(this, b, c, d);
            }
          : f.length <= 1
            ? // A rest parameter: as many arguments as there are (`at`).
              function (this: Tensor, ...args: unknown[]): unknown {
                return (f as (a: Tensor, ...rest: unknown[]) => unknown)(this, ...args);
              }
            : function (this: Tensor, b?: unknown, c?: unknown, d?: unknown, e?: unknown): unknown {
                return f(this, b, c, d, e);
              };
    }
    if (op.inplace && inplace !== undefined) {
      prototype[`${name}_`] = function (this: Tensor, ...args: unknown[]): Tensor {
        return inplace(this, ...args);
      };
    }
  }
}

/**
 * Registers backends (`use(cpu())`) and plug-ins (`use(autograd())`). The first backend is the default device.
 * Doing it twice with the same object is harmless.
 */
export function use(...parts: readonly (Backend | Plugin)[]): void {
  attachMethods();
  for (const p of parts) {
    if (p !== null && typeof p === 'object' && 'kind' in p && p.kind === 'autograd')
      gradState.engine = p.engine;
    else if (p !== null && typeof p === 'object' && 'prepare' in p) registerBackend(p);
    else throw new ArgumentError(`use: expected a backend or a plug-in, got ${describe(p)}`);
  }
}
