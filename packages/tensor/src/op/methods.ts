import type * as ops from '../ops/index.gen.js';
import type { Tensor } from '../tensor.js';

/**
 * The methods of Tensor, as types: each op that is declared as one, without its first parameter. Nothing is listed
 * here; the documentation comment of an op's constant is the hover text of its method.
 */
type Ops = typeof ops;

type MethodNames = { [K in keyof Ops]: Ops[K] extends { readonly isMethod: true } ? K : never }[keyof Ops];
type InplaceNames = { [K in keyof Ops]: Ops[K] extends { readonly isInplace: true } ? K : never }[keyof Ops];

/** Up to three overloads; a function with fewer repeats its last. */
type Method<F> = F extends {
  (input: Tensor, ...args: infer A): infer R;
  (input: Tensor, ...args: infer B): infer S;
  (input: Tensor, ...args: infer C): infer T;
}
  ? ((...args: A) => R) & ((...args: B) => S) & ((...args: C) => T)
  : F extends (input: Tensor, ...args: infer A) => infer R
    ? (...args: A) => R
    : never;

/** The form of `name_`, where its arguments aren't those of the function. */
type InplaceFormOf<O> = O extends { readonly inplaceForm: infer M } ? M : O;

type InplaceMethod<F> = F extends (input: infer _I, ...args: infer A) => unknown
  ? (...args: A) => Tensor
  : never;

type FormOf<O> = O extends { readonly methodForm: infer M } ? M : O;

export type TensorMethods = Pick<{ [K in keyof Ops]: Method<FormOf<Ops[K]>> }, MethodNames> & {
  [K in InplaceNames as `${K}_`]: InplaceMethod<InplaceFormOf<Ops[K]>>;
};
