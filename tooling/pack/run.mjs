// `npm run pack -- <folder>`: the tarballs of a release.
import { packAll } from './pack.mjs';

const folder = process.argv[2] ?? 'tarballs';
for (const [name, tarball] of Object.entries(packAll(folder))) process.stdout.write(`${name}  ${tarball}\n`);
