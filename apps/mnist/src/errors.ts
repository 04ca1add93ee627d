/** Something the user asked for that can't be: shown as one sentence, without a stack, with exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
