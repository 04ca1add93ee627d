import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cpu } from '@cresset/backend-cpu';
import { ones, tensor, use } from '@cresset/tensor';

use(cpu());
const sum = tensor([1, 2, 3]).add(tensor([10, 20, 30]));
assert.equal(sum.device.name, 'cpu');
assert.deepEqual(await sum.toArray(), [11, 22, 33]);

// Large enough for every library that a matrix product may wake: some are opened at the first use of them.
for (const dtype of ['float32', 'float64']) {
  const product = ones([256, 256], { dtype }).matmul(ones([256, 256], { dtype }));
  assert.equal(await product.sum().item(), 256 ** 3);
}

// The addon and every library of ours must come from this project: a copy of the build machine's would hide that
// the package does not carry it. What the system provides is the C and C++ run time alone, which Node needs too.
const loaded = readFileSync('/proc/self/maps', 'utf8')
  .split('\n')
  .map((line) => line.slice(line.indexOf('/')))
  .filter((path) => /\.(so(\.[\d.]+)?|node)$/.test(path));
const project = import.meta.dirname;
const foreign = [...new Set(loaded)].filter(
  (path) =>
    !path.startsWith(project) &&
    !/\/(ld-linux[^/]*|lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s))[.-][^/]*$/.test(path),
);
assert.deepEqual(foreign, [], 'libraries from outside the project');
const carried = new Set(loaded.filter((path) => path.startsWith(project)));
assert.ok(carried.size >= 2, 'the addon and its libraries are mapped from the project');
console.log(
  `[1, 2, 3] + [10, 20, 30] = [${await sum.toArray()}] on '${sum.device.name}', ${carried.size} files from the package`,
);
