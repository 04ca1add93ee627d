/**
 * Generated code. Typed-array loops written for one dtype and rank run many times faster than general ones, so kernels
 * are compiled from source text where a page's content security policy lets `new Function` through.
 */
let allowed: boolean | null = null;

export function canGenerate(): boolean {
  if (allowed === null) {
    try {
      allowed = new Function('return 1')() === 1;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/** A function of `parameters` whose body is `source`; `helpers` is visible in it as R. */
export function compile<F>(parameters: string, source: string, helpers: object): F {
  return new Function('R', `'use strict';return function(${parameters}){${source}}`)(helpers) as F;
}

/**
 * A copy of a function that uses nothing but its arguments and global names. Engines collect type feedback per
 * function: a loop that has seen Float32Array and Int32Array stays slow for both, two copies of it are fast.
 */
export function specialize<F>(f: F, generate: boolean): F {
  if (!generate) return f;
  return new Function(`return (${String(f)})`)() as F;
}
