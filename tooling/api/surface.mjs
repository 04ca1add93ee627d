import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTypeScript } from '../../packages/testing/load.mjs';

/** Global values that JavaScript itself has for a name of PyTorch: `js:Math.PI`. */
const ofLanguage = 'js:';

const follow = (value, words) =>
  words.reduce((v, word) => (v === undefined || v === null ? undefined : v[word]), value);

/** Members of Tensor that its source marks as not for users. */
function internalMembers(source) {
  const marked = /@internal(?:(?!\*\/)[\s\S])*\*\/\s*(?:readonly |get )?(\w+)/g;
  return new Set([...source.matchAll(marked)].map(([, name]) => name));
}

/**
 * Tells whether a public path exists: `add`, `linalg.norm`, `nn.functional.pad`, `Tensor.add_` (a method or property of
 * a tensor), `Tensor.@@iterator`, `js:Math.PI`. It asks the umbrella package as a program would see it.
 *
 * @param {string} root of the repository
 * @returns {Promise<(path: string) => boolean>}
 */
export async function publicSurface(root) {
  const source = (name) => join(root, 'packages', name, 'src/index.ts');
  const cresset = await loadTypeScript(source('cresset'));
  const { reference } = await loadTypeScript(source('backend-reference'));
  // Fields of a tensor are seen on a tensor only.
  cresset.use(reference(), cresset.autograd());
  const tensor = cresset.zeros([1], { device: 'reference' });
  const internal = internalMembers(readFileSync(join(root, 'packages/tensor/src/tensor.ts'), 'utf8'));
  return (path) => {
    if (path.startsWith(ofLanguage)) return follow(globalThis, path.slice(3).split('.')) !== undefined;
    if (!path.startsWith('Tensor.')) return follow(cresset, path.split('.')) !== undefined;
    const member = path.slice('Tensor.'.length);
    if (internal.has(member)) return false;
    return (member.startsWith('@@') ? Symbol[member.slice(2)] : member) in tensor;
  };
}
