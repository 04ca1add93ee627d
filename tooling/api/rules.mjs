// From PyTorch's names to ours, by rule. What no rule says stands in other-names.json, and what has no place in
// JavaScript in exclusions.json.

/** `log_softmax` → `logSoftmax`, `atleast_1d` → `atleast1d`, `add_` → `add_`. */
export const camelCase = (name) =>
  name.replace(/([a-zA-Z0-9])_([a-z0-9])/g, (_, before, hump) => before + hump.toUpperCase());

/** Methods that Python's operators call. Reflected (`__radd__`) and in-place (`__iadd__`) forms are the same method. */
const operators = {
  and: 'bitwiseAnd',
  or: 'bitwiseOr',
  xor: 'bitwiseXor',
  invert: 'bitwiseNot',
  lshift: 'bitwiseLeftShift',
  rshift: 'bitwiseRightShift',
  truediv: 'div',
  div: 'div',
  floordiv: 'floorDivide',
  mod: 'remainder',
};
const plain = ['add', 'sub', 'mul', 'matmul', 'pow', 'neg', 'abs', 'eq', 'ne', 'lt', 'le', 'gt', 'ge'];
for (const name of plain) operators[name] = name;

/** The method behind `__name__`, if it is an operator. */
function operatorMethod(dunder) {
  const word = /^__(\w+)__$/.exec(dunder)?.[1];
  if (word === undefined) return undefined;
  if (word in operators) return `Tensor.${operators[word]}`;
  const method = operators[word.slice(1)];
  if (method === undefined) return undefined;
  if (word[0] === 'i') return `Tensor.${method}_`;
  return word[0] === 'r' ? `Tensor.${method}` : undefined;
}

/** Element types by the first word of `torch.FloatTensor`. */
const typedConstructor = /^(Float|Double|Half|BFloat16|Long|Int|Short|Char|Byte|Bool)Tensor$/;

/**
 * Where a name is expected: `path` is where the rule of naming puts it; `other` says that it isn't PyTorch's own word.
 *
 * @param {string} area as in names/
 * @param {string} name in PyTorch, below its area
 * @returns {{ path: string, other: boolean }[]} the first that exists counts
 */
export function expectedPaths(area, name) {
  const own = (path) => ({ path, other: false });
  const other = (path) => ({ path, other: true });
  const last = camelCase(name.slice(name.lastIndexOf('.') + 1));
  switch (area) {
    case 'Tensor': {
      const method = operatorMethod(name);
      return method === undefined ? [own(`Tensor.${last}`)] : [other(method)];
    }
    case 'torch':
      if (typedConstructor.test(name)) return [other('tensor')];
      // `torch.embedding` and its kin are what `nn.functional` calls, and not documented.
      return [own(last), other(`nn.functional.${last}`)];
    case 'nn.functional':
      return [own(`nn.functional.${last}`)];
    // `torch.random` and `torch.autograd` are modules whose functions are, but for one or two, those of `torch` itself.
    case 'random':
    case 'autograd':
      return [own(`${area}.${last}`), own(last)];
    default:
      return [own(`${area}.${last}`)];
  }
}
