import { ArgumentError, DTypeError, ShapeError } from '../../errors.js';
import { composed } from '../../op/composed.js';
import { defineOp } from '../../op/define.js';
import type { FunctionOp } from '../../op/info.js';
import { promoteTypes } from '../../promote.js';
import { numel, showShape } from '../../shape.js';
import type { Tensor } from '../../tensor.js';
import { mul } from '../arithmetic/mul.js';
import { castTo } from '../conversion/cast.js';
import { diagonal } from '../movement/diagonal.js';
import { permute } from '../movement/permute.js';
import { reshape } from '../movement/reshape.js';
import { squeeze } from '../movement/squeeze.js';
import { sum } from '../reduction/sum.js';
import { contractionOrder } from './einsum-order.js';
import type { Equation, Term } from './einsum-parse.js';
import { parseEinsum } from './einsum-parse.js';
import { matmul } from './matmul.js';

/** A tensor whose dims have different labels. */
interface Labelled {
  readonly t: Tensor;
  readonly labels: readonly string[];
}

/** Labels for the dims of an operand; those of an ellipsis are numbered from the last. */
function labelsOf(term: Term, ndim: number, operand: number): string[] {
  const named = term.filter((l) => l !== null).length;
  const dots = term.includes(null);
  if (dots ? named > ndim : named !== ndim) {
    throw new ShapeError(
      `einsum: the term of operand ${operand} names ${named} dims${dots ? " beside '...'" : ''}, but the tensor has ${ndim}`,
    );
  }
  const covered = ndim - named;
  return term.flatMap((l) =>
    l === null ? Array.from({ length: covered }, (_, i) => `.${covered - 1 - i}`) : [l],
  );
}

/** Repeated labels become the diagonal of their dims. */
function unrepeated(t: Tensor, labels: readonly string[], operand: number): Labelled {
  const at = labels.findIndex((l, i) => labels.indexOf(l) < i);
  if (at < 0) return { t, labels };
  const first = labels.indexOf(labels[at]!);
  if (t.shape[first] !== t.shape[at]) {
    throw new ShapeError(
      `einsum: label '${labels[at]}' is repeated in operand ${operand} for dims of different sizes, ${t.shape[first]} and ${t.shape[at]}`,
    );
  }
  const rest = labels.filter((_, i) => i !== first && i !== at);
  return unrepeated(diagonal(t, 0, { dim1: first, dim2: at }), [...rest, labels[at]!], operand);
}

/** Sums over the dims whose labels aren't wanted. */
function summed({ t, labels }: Labelled, wanted: ReadonlySet<string>): Labelled {
  const dims = labels.flatMap((l, i) => (wanted.has(l) ? [] : [i]));
  if (dims.length === 0) return { t, labels };
  return { t: sum(t, dims), labels: labels.filter((l) => wanted.has(l)) };
}

/** One batched matrix product: [batch, free of a, contracted] · [batch, contracted, free of b]. */
function pair(first: Labelled, second: Labelled, wanted: ReadonlySet<string>): Labelled {
  const a = summed(first, new Set([...wanted, ...second.labels]));
  const b = summed(second, new Set([...wanted, ...first.labels]));
  const batch = a.labels.filter((l) => b.labels.includes(l) && wanted.has(l));
  const inner = a.labels.filter((l) => b.labels.includes(l) && !wanted.has(l));
  const [freeA, freeB] = [a, b].map((x) => x.labels.filter((l) => !batch.includes(l) && !inner.includes(l)));
  const arrange = ({ t, labels }: Labelled, order: readonly string[]): Tensor =>
    permute(
      t,
      order.map((l) => labels.indexOf(l)),
    );
  const sizes = ({ t, labels }: Labelled, of: readonly string[]): number[] =>
    of.map((l) => t.shape[labels.indexOf(l)]!);
  const labels = [...batch, ...freeA!, ...freeB!];
  const [nBatch, nA, nB, nInner] = [sizes(a, batch), sizes(a, freeA!), sizes(b, freeB!), sizes(a, inner)];
  if (inner.length === 0) {
    const left = reshape(arrange(a, [...batch, ...freeA!]), [...nBatch, ...nA, ...nB.map(() => 1)]);
    const right = reshape(arrange(b, [...batch, ...freeB!]), [...nBatch, ...nA.map(() => 1), ...nB]);
    return { t: mul(left, right), labels };
  }
  const [rows, columns, k] = [numel(nA), numel(nB), numel(nInner)];
  const lead = batch.length === 0 ? [] : [numel(nBatch)];
  // A sum before the product has widened integers.
  const type = promoteTypes(a.t.dtype, b.t.dtype);
  const typed = (t: Tensor): Tensor => (t.dtype === type ? t : castTo(t, type));
  const left = reshape(typed(arrange(a, [...batch, ...freeA!, ...inner])), [...lead, rows, k]);
  const right = reshape(typed(arrange(b, [...batch, ...inner, ...freeB!])), [...lead, k, columns]);
  return { t: reshape(matmul(left, right), [...nBatch, ...nA, ...nB]), labels };
}

/** The size of each label; a dim of size 1 is broadcast. */
function sizesOf(list: readonly Labelled[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { t, labels } of list) {
    labels.forEach((l, i) => {
      const [known, n] = [sizes.get(l) ?? 1, t.shape[i]!];
      if (known !== 1 && n !== 1 && known !== n) {
        const all = list.map((x) => showShape(x.t.shape)).join(', ');
        throw new ShapeError(`einsum: label '${l}' stands for sizes ${known} and ${n} (operands ${all})`);
      }
      if (known === 1) sizes.set(l, n);
    });
  }
  return sizes;
}

/** Labels of the result: those given, or else the ellipsis and all that occur once, sorted. */
function outputOf({ output }: Equation, occurrences: readonly (readonly string[])[]): string[] {
  const all = occurrences.flat();
  const dots = Math.max(0, ...all.filter((l) => l.startsWith('.')).map((l) => Number(l.slice(1)) + 1));
  const ellipsis = Array.from({ length: dots }, (_, i) => `.${dots - 1 - i}`);
  if (output === null) {
    const once = [...new Set(all)].filter(
      (l) => !l.startsWith('.') && all.filter((x) => x === l).length === 1,
    );
    return [...ellipsis, ...once.sort((a, b) => (a < b ? -1 : 1))];
  }
  const labels = output.flatMap((l) => (l === null ? ellipsis : [l]));
  labels.forEach((l, i) => {
    if (labels.indexOf(l) < i) throw new ArgumentError(`einsum: label '${l}' is repeated in the output`);
    if (!all.includes(l)) throw new ArgumentError(`einsum: label '${l}' of the output is in no operand`);
  });
  return labels;
}

interface Einsum {
  (equation: string, ...operands: readonly Tensor[] | readonly [readonly Tensor[]]): Tensor;
  (operand: Tensor, labels: readonly (number | '...')[], ...rest: readonly unknown[]): Tensor;
}

/**
 * Sums of products by Einstein's convention: `einsum('ij,jk->ik', a, b)`. Operands are contracted two at a time, each by
 * one batched matrix product, in the order with the fewest multiplications.
 *
 * @param equation a letter for each dim of each operand, `'...'` for dims that are broadcast; a letter that occurs twice in
 *   a term takes the diagonal, one that isn't in the output is summed over. Without `->` the output has the letters that
 *   occur once, in alphabetical order
 * @param operands tensors of one dtype, one after the other or in an array; or each with a list of labels (0 to 51) behind
 *   it, and the output's labels at the end
 */
export const einsum: FunctionOp<Einsum> = defineOp(
  {
    name: 'einsum',
    kind: 'composite',
    method: false,
    dtypes: 'signed',
    tolerance: 'accumulate',
    samples: (make) => [
      ['ij,jk->ik', make.tensor([2, 3]), make.tensor([3, 4])],
      ['ij,jk', make.tensor([2, 3]), make.tensor([3, 4])],
      ['bij, bjk -> bik', [make.tensor([2, 3, 4]), make.tensor([2, 4, 2])]],
      ['ii->i', make.tensor([3, 3])],
      ['ii', make.tensor([3, 3])],
      ['ijk->kj', make.tensor([2, 3, 4])],
      ['...ij,...jk->...ik', make.tensor([2, 1, 2, 3]), make.tensor([4, 3, 2])],
      ['i...,i...->...', make.tensor([3, 2]), make.tensor([3, 1])],
      ['i,j,k->ijk', make.tensor([2]), make.tensor([3]), make.tensor([2])],
      ['ab,bc,cd,de->ae', make.tensor([2, 3]), make.tensor([3, 4]), make.tensor([4, 2]), make.tensor([2, 3])],
      ['iij,jk->k', make.tensor([2, 2, 3]), make.tensor([3, 2])],
      ['ij,j->i', make.tensor([2, 3]), make.tensor([1])],
      ['ij,kl->', make.tensor([2, 3]), make.tensor([2, 2])],
      [make.tensor([2, 3]), [0, 1], make.tensor([3, 4]), [1, 2], [0, 2]],
      [make.tensor([2, 3]), ['...', 1], make.tensor([3]), [1]],
      ['ij,jk->ik', make.tensor([2, 0]), make.tensor([0, 3])],
    ],
    errors: (make) => [
      {
        args: ['ij,jk', make.tensor([2, 3])],
        error: ArgumentError,
        message: "einsum: 'ij,jk' has 2 terms, but 1 operands were given",
      },
      {
        args: ['ij,jk', make.tensor([2, 3]), make.tensor([4, 2])],
        error: ShapeError,
        message: "einsum: label 'j' stands for sizes 3 and 4",
      },
      {
        args: ['i', make.tensor([2, 3])],
        error: ShapeError,
        message: 'einsum: the term of operand 0 names 1 dims, but the tensor has 2',
      },
      {
        args: ['i->ij', make.tensor([2])],
        error: ArgumentError,
        message: "einsum: label 'j' of the output is in no operand",
      },
      {
        args: ['i1', make.tensor([2, 2])],
        error: ArgumentError,
        message: "einsum: '1' can't stand at 'i1'",
      },
      {
        args: ['ii', make.tensor([2, 3])],
        error: ShapeError,
        message: "einsum: label 'i' is repeated in operand 0 for dims of different sizes, 2 and 3",
      },
    ],
  },
  composed((...args: unknown[]) => {
    const equation = parseEinsum(args);
    const [first] = equation.operands;
    for (const t of equation.operands) {
      if (t.dtype !== first!.dtype)
        throw new DTypeError(
          `einsum: the operands have different dtypes (${first!.dtype} and ${t.dtype}); cast one with .to(…)`,
        );
    }
    const occurrences = equation.operands.map((t, i) => labelsOf(equation.terms[i]!, t.ndim, i));
    const output = outputOf(equation, occurrences);
    const list = equation.operands.map((t, i) => unrepeated(t, occurrences[i]!, i));
    const sizes = sizesOf(list);
    // A dim of size 1 beside a larger one of its label is dropped: the other has all that it could give.
    const operands = list.map(({ t, labels }): Labelled => {
      const dropped = labels.flatMap((l, i) => (t.shape[i] === 1 && sizes.get(l)! !== 1 ? [i] : []));
      if (dropped.length === 0) return { t, labels };
      return { t: squeeze(t, dropped), labels: labels.filter((_, i) => !dropped.includes(i)) };
    });
    const terms = operands.map((o) => new Set(o.labels));
    const left = [...operands];
    for (const [i, j] of contractionOrder({ terms, output: new Set(output), sizes })) {
      const others = left.filter((_, k) => k !== i && k !== j);
      const wanted = new Set([...output, ...others.flatMap((o) => o.labels)]);
      const result = pair(left[i]!, left[j]!, wanted);
      left.splice(j, 1);
      left.splice(i, 1);
      left.push(result);
    }
    const { t, labels } = summed(left[0]!, new Set(output));
    return permute(
      t,
      output.map((l) => labels.indexOf(l)),
    );
  }),
);
