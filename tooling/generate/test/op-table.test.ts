import { expect, it } from 'vitest';
import { summaryOf } from '../op-table.mjs';

const source = `
/** A helper's own words. */
const helper = 1;

/**
 * input + alpha · other, with broadcasting
 * and type promotion. A second sentence.
 *
 * @param other tensor or number
 */
export const add: Op<(x: Tensor) => Tensor> = define({});

/** e^x */
export const exp = define({});

export const bare = 1;
`;

it('takes the first sentence of the comment that belongs to the op', () => {
  expect(summaryOf(source, 'add')).toBe('input + alpha · other, with broadcasting and type promotion.');
  expect(summaryOf(source, 'exp')).toBe('e^x');
});

it('does not borrow the comment of another declaration', () => {
  expect(summaryOf(source, 'bare')).toBeUndefined();
});

it('finds the doc of an op whose name JavaScript reserves', () => {
  const source = '/** Variance. */\nconst ofElements: Op<Unary> = 0;\n\nexport { ofElements as var };\n';
  expect(summaryOf(source, 'var')).toBe('Variance.');
});
