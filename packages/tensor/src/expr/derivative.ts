import type { Scalar } from './scalar.js';
import { constant, pair } from './scalar.js';
import { trigamma } from './trigamma.js';

/** 2/√π */
const TWO_OVER_SQRT_PI = 1.1283791670955126;
const LN2 = Math.LN2;
const LN10 = Math.LN10;

/** Derivatives of a node's result with respect to its arguments, times the adjoint `g`; null where there is none. */
function pullback(node: Scalar, g: Scalar): (Scalar | null)[] {
  const x = node.args[0]!;
  const y = node.args[1]!;
  switch (node.op) {
    case 'load':
    case 'param':
    case 'const':
    case 'index':
    case 'uniform':
      return [];
    case 'neg':
      return [g.neg()];
    case 'abs':
      return [isComplex(x) ? x.sgn().conj().mul(g.to(x.dtype)) : g.mul(x.sign())];
    case 'real':
      return [g.to(x.dtype)];
    case 'imag':
      return [pair(constant(0, g.dtype), g.neg(), x.dtype)];
    case 'conj':
      return [g.conj()];
    case 'angle': {
      // The gradient is i·x / |x|², conjugated as all complex adjoints are here; 0 at 0.
      const zero = x.eq(0);
      return [
        zero.where(
          constant(0, x.dtype),
          pair(constant(0, g.dtype), g.neg(), x.dtype).div(zero.where(constant(1, x.dtype), x)),
        ),
      ];
    }
    case 'pair':
      return [g.real(), g.imag().neg()];
    case 'reciprocal':
      return [g.neg().mul(node.mul(node))];
    case 'sqrt':
      return [g.div(node.mul(2))];
    case 'rsqrt':
      return [g.mul(-0.5).mul(node.mul(node).mul(node))];
    case 'exp':
      return [g.mul(node)];
    case 'exp2':
      return [g.mul(node).mul(LN2)];
    case 'expm1':
      return [g.mul(node.add(1))];
    case 'log':
      return [g.div(x)];
    case 'log2':
      return [g.div(x.mul(LN2))];
    case 'log10':
      return [g.div(x.mul(LN10))];
    case 'log1p':
      return [g.div(x.add(1))];
    case 'sin':
      return [g.mul(x.cos())];
    case 'cos':
      return [g.mul(x.sin()).neg()];
    case 'tan':
      return [g.mul(node.mul(node).add(1))];
    case 'asin':
      return [g.mul(one(x).sub(x.mul(x)).rsqrt())];
    case 'acos':
      return [g.mul(one(x).sub(x.mul(x)).rsqrt()).neg()];
    case 'atan':
      return [g.div(x.mul(x).add(1))];
    case 'sinh':
      return [g.mul(x.cosh())];
    case 'cosh':
      return [g.mul(x.sinh())];
    case 'tanh':
      return [g.mul(one(x).sub(node.mul(node)))];
    case 'asinh':
      return [g.mul(x.mul(x).add(1).rsqrt())];
    case 'acosh':
      return [g.mul(isComplex(x) ? x.sub(1).rsqrt().mul(x.add(1).rsqrt()) : x.mul(x).sub(1).rsqrt())];
    case 'atanh':
      return [g.div(one(x).sub(x.mul(x)))];
    case 'sigmoid':
      return [g.mul(node.mul(one(x).sub(node)))];
    case 'erf':
      return [g.mul(x.mul(x).neg().exp().mul(TWO_OVER_SQRT_PI))];
    case 'erfc':
      return [g.mul(x.mul(x).neg().exp().mul(-TWO_OVER_SQRT_PI))];
    case 'erfinv':
      return [g.mul(node.mul(node).exp().div(TWO_OVER_SQRT_PI))];
    case 'lgamma':
      return [g.mul(x.digamma())];
    case 'add':
      return [g, g];
    case 'sub':
      return [g, g.neg()];
    case 'mul':
      return [g.mul(y), g.mul(x)];
    case 'div':
      return [g.div(y), g.neg().mul(node.div(y))];
    case 'pow':
      return [powBase(x, y, g), powExponent(x, y, node, g)];
    case 'atan2': {
      const norm = x.mul(x).add(y.mul(y));
      return [g.mul(y.div(norm)), g.neg().mul(x.div(norm))];
    }
    case 'zeta':
      // By its second argument; for the first there is no closed form.
      return [null, g.mul(x.neg().mul(x.add(1).zeta(y)))];
    case 'min':
      return shared(g, x, y, x.lt(y));
    case 'max':
      return shared(g, x, y, x.gt(y));
    case 'remainder':
      return [g, g.neg().mul(x.floordiv(y))];
    case 'fmod':
      return [g, g.neg().mul(x.div(y).trunc())];
    case 'where':
      return [null, x.where(g, 0), x.where(constant(0, g.dtype), g)];
    case 'cast':
      return [x.dtype.isDifferentiable ? g.to(x.dtype) : null];
    case 'sign':
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      // Flat almost everywhere; PyTorch gives zeros, not "no gradient".
      return [constant(0, x.dtype)];
    case 'floordiv':
    case 'truncdiv':
      return [constant(0, x.dtype), constant(0, x.dtype)];
    case 'not':
    case 'isnan':
    case 'isinf':
    case 'and':
    case 'or':
    case 'xor':
    case 'shl':
    case 'shr':
    case 'gcd':
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return node.args.map(() => null);
    case 'digamma':
      return [g.mul(trigamma(x))];
  }
}

const isComplex = (s: Scalar): boolean => s.dtype.kind === 'complex';

function one(like: Scalar): Scalar {
  return constant(1, like.dtype);
}

/** d/dx of x^y = y·x^(y−1); where y = 0 it is 0, also at x = 0. */
function powBase(x: Scalar, y: Scalar, g: Scalar): Scalar {
  if (y.op === 'const' && y.value === 2) return g.mul(x.mul(2));
  return y.eq(0).where(0, g.mul(y.mul(x.pow(y.sub(1)))));
}

/** d/dy of x^y = x^y·ln x; where x = 0 and y ≥ 0 it is 0 (as in PyTorch). */
function powExponent(x: Scalar, y: Scalar, result: Scalar, g: Scalar): Scalar {
  return x
    .eq(0)
    .and(y.real().ge(0))
    .where(0, g.mul(result.mul(x.log())));
}

/** min and max: the winner gets the gradient, equal arguments share it. */
function shared(g: Scalar, x: Scalar, y: Scalar, firstWins: Scalar): Scalar[] {
  const tie = x.eq(y);
  const half = g.mul(0.5);
  return [tie.where(half, firstWins.where(g, 0)), tie.where(half, firstWins.where(constant(0, g.dtype), g))];
}

/**
 * Reverse-mode derivative of scalar expressions.
 *
 * Adjoints of complex nodes are the conjugates of PyTorch's gradients (∂L/∂re + i·∂L/∂im): with them the chain rule of a
 * holomorphic function is the real one, adjoint · f′(x), so that one table serves both.
 *
 * @param outputs results of the expression
 * @param adjoints gradient arriving at each output, null for none
 * @param wrt nodes to differentiate by
 * @returns gradient for each of `wrt`; null where no output depends on it differentiably
 */
export function differentiate(
  outputs: readonly Scalar[],
  adjoints: readonly (Scalar | null)[],
  wrt: readonly Scalar[],
): (Scalar | null)[] {
  const order: Scalar[] = [];
  const seen = new Set<Scalar>();
  const visit = (node: Scalar): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const a of node.args) visit(a);
    order.push(node);
  };
  for (const o of outputs) visit(o);
  const adjoint = new Map<Scalar, Scalar>();
  const accumulate = (node: Scalar, g: Scalar): void => {
    const before = adjoint.get(node);
    adjoint.set(node, before === undefined ? g : before.add(g));
  };
  outputs.forEach((o, i) => {
    const g = adjoints[i] ?? null;
    if (g !== null && o.dtype.isDifferentiable) accumulate(o, g);
  });
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    const g = adjoint.get(node);
    if (g === undefined || node.args.length === 0) continue;
    pullback(node, g).forEach((d, k) => {
      if (d !== null) accumulate(node.args[k]!, d);
    });
  }
  return wrt.map((w) => adjoint.get(w) ?? null);
}
