import { ArgumentError } from '../../errors.js';
import { checkIntegers, describe } from '../../op/options.js';
import { Tensor } from '../../tensor.js';

/** Labels of an operand's dims; null stands for the dims of an ellipsis. */
export type Term = readonly (string | null)[];

export interface Equation {
  readonly terms: readonly Term[];
  /** Null: implicit. */
  readonly output: Term | null;
  readonly operands: readonly Tensor[];
}

function parseTerm(text: string, equation: string): Term {
  const term: (string | null)[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (/[a-zA-Z]/.test(c)) term.push(c);
    else if (text.startsWith('...', i) && !term.includes(null)) {
      term.push(null);
      i += 2;
    } else {
      throw new ArgumentError(
        `einsum: '${c}' can't stand at '${text}' in '${equation}': a term has letters and at most one '...'`,
      );
    }
  }
  return term;
}

/** `'ij,jk->ik'`. */
function parseText(equation: string, operands: readonly Tensor[]): Equation {
  const sides = equation.replace(/\s/g, '').split('->');
  if (sides.length > 2) throw new ArgumentError(`einsum: '${equation}' has more than one '->'`);
  const terms = sides[0]!.split(',').map((t) => parseTerm(t, equation));
  if (terms.length !== operands.length) {
    throw new ArgumentError(
      `einsum: '${equation}' has ${terms.length} terms, but ${operands.length} operands were given`,
    );
  }
  return { terms, output: sides[1] === undefined ? null : parseTerm(sides[1], equation), operands };
}

/** Labels 0 to 51 are A to Z, then a to z, as in PyTorch: implicit outputs are sorted by them. */
function parseList(list: readonly unknown[]): Term {
  return list.map((v) => {
    if (v === '...') return null;
    const [n] = checkIntegers('einsum', 'a sublist', [v]) as [number];
    if (n < 0 || n > 51) throw new ArgumentError(`einsum: labels of a sublist are 0 to 51, got ${n}`);
    return String.fromCharCode(n < 26 ? 65 + n : 71 + n);
  });
}

/** Takes both forms of arguments apart: `(equation, …operands)`, and `(operand, sublist, …, output?)`. */
export function parseEinsum(args: readonly unknown[]): Equation {
  const [first, ...rest] = args;
  if (typeof first === 'string') {
    const list = rest.length === 1 && Array.isArray(rest[0]) ? (rest[0] as unknown[]) : rest;
    for (const t of list) {
      if (!(t instanceof Tensor))
        throw new ArgumentError(`einsum: operands must be tensors, got ${describe(t)}`);
    }
    return parseText(first, list as Tensor[]);
  }
  const operands: Tensor[] = [];
  const terms: Term[] = [];
  let at = 0;
  for (; at + 1 < args.length; at += 2) {
    const [t, labels] = [args[at], args[at + 1]];
    if (!(t instanceof Tensor) || !Array.isArray(labels)) {
      throw new ArgumentError(
        `einsum: expects an equation and tensors, or each tensor with its list of labels; got ${describe(t)} and ${describe(labels)}`,
      );
    }
    operands.push(t);
    terms.push(parseList(labels));
  }
  if (operands.length === 0) throw new ArgumentError('einsum: expects at least one operand');
  const last = args[at];
  return { terms, output: Array.isArray(last) ? parseList(last) : null, operands };
}
