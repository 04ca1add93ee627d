import { expect, it } from 'vitest';
import { namedLibraries, neededLibraries } from '../platform.mjs';

const listing = `
	linux-vdso.so.1 (0x00007fd34c81b000)
	libdnnl.so.2 => /lib/x86_64-linux-gnu/libdnnl.so.2 (0x00007fd34c7f8000)
	libstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007fd349e00000)
	libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007fd34a120000)
	libgomp.so.1 => /lib/x86_64-linux-gnu/libgomp.so.1 (0x00007fd34a0d8000)
	libgcc_s.so.1 => /lib/x86_64-linux-gnu/libgcc_s.so.1 (0x00007fd34a0b8000)
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007fd349c1e000)
	/lib64/ld-linux-x86-64.so.2 (0x00007fd34c81d000)
`;

it("carries the libraries that a bare system lacks, and not the system's own", () => {
  expect([...neededLibraries(listing)]).toEqual([
    ['libdnnl.so.2', '/lib/x86_64-linux-gnu/libdnnl.so.2'],
    ['libgomp.so.1', '/lib/x86_64-linux-gnu/libgomp.so.1'],
  ]);
});

it('refuses an addon whose libraries are not all there', () => {
  expect(() => neededLibraries('\tlibdnnl.so.2 => not found\n')).toThrow('libdnnl.so.2');
});

it('finds the libraries that are opened by name at run time', () => {
  const binary = Buffer.from(
    '\x7fELF\0libc.so.6\0open libopenblas.so.0 failed\0libopenblas.so.0\0libx.so\0',
    'latin1',
  );
  expect(namedLibraries(binary)).toEqual(['libopenblas.so.0']);
});
