import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { float32 } from '@cresset/tensor/backend';
import { expect, it } from 'vitest';
import { cpu, isAvailable, memoryStats, unavailableReason } from '../src/index.js';
import { loadNative } from '../src/loader.js';
import { backend, from, mapDense, read, simple } from './harness.js';

it('a synchronous loop that drops its buffers stays small', () => {
  // 8 GiB in all, with no release and no turn of the event loop: finalizers must run during collection. When V8 collects
  // is its own affair (later under coverage than without): a quarter of the whole is far from both outcomes.
  const before = memoryStats().used;
  let peak = 0;
  for (let i = 0; i < 4000; i++) {
    backend.allocate(2 << 20);
    if (i % 50 === 0) peak = Math.max(peak, memoryStats().used - before);
  }
  expect(peak).toBeLessThan(2 * 2 ** 30);
});

it('chunks of small tensors are collected as well', () => {
  const before = memoryStats().used;
  let peak = 0;
  // 3 GiB in all.
  for (let i = 0; i < 50_000; i++) {
    backend.allocate(65536 - 64);
    if (i % 500 === 0) peak = Math.max(peak, memoryStats().used - before);
  }
  expect(peak).toBeLessThan(1 * 2 ** 30);
});

it('released blocks are used again at once', () => {
  // A size class that no other test uses: a block of theirs, collected in between, would be taken first.
  const SIZE = 13 << 18;
  const a = backend.allocate(SIZE);
  const address = a.id;
  backend.release(a);
  const b = backend.allocate(SIZE);
  expect(b.id).toBe(address);
  const used = memoryStats().used;
  for (let i = 0; i < 100; i++) backend.release(backend.allocate(SIZE));
  // Less, when what the tests above dropped is collected in between.
  expect(memoryStats().used).toBeLessThanOrEqual(used);
  backend.release(b);
  expect(memoryStats().used).toBeLessThan(used);
  backend.dispose();
  expect(memoryStats().cached).toBeLessThan(4 << 20);
});

it('contents of a collected view outlive nothing and those of a live one stay', () => {
  const keep = from(float32, [1000], new Array(1000).fill(3));
  for (let i = 0; i < 2000; i++) from(float32, [1000], new Array(1000).fill(i));
  const [sum] = mapDense(simple('add', [float32, float32], float32), [keep, keep], 1000);
  expect(read(sum).every((x) => x === 6)).toBe(true);
});

it('the addon loads in several threads at once, and dies with each in peace', async () => {
  const addon =
    process.env.CRESSET_CPU_ADDON ??
    new URL('../native/build/Release/cresset_cpu.node', import.meta.url).pathname;
  const code = `
    const { parentPort } = require('node:worker_threads');
    const native = require(${JSON.stringify(addon)});
    const kept = [];
    for (let i = 0; i < 500; i++) { native.call[0] = 65536; const e = native.allocate(); if (i % 5 === 0) kept.push(e); else if (i % 5 === 1) native.release(e); }
    parentPort.postMessage(native.ops.length);
  `;
  const answers = await Promise.all(
    Array.from(
      { length: 4 },
      () =>
        new Promise<number>((resolve, reject) => {
          let answer = 0;
          const worker = new Worker(code, { eval: true });
          worker.on('message', (n: number) => {
            answer = n;
          });
          worker.on('error', reject);
          worker.on('exit', () => resolve(answer));
        }),
    ),
  );
  expect(answers).toEqual(new Array(4).fill(loadNative().ops.length));
});

it('says in words when there is no addon', () => {
  expect(isAvailable()).toBe(true);
  expect(unavailableReason()).toBe(null);
  expect(cpu({ threads: 1 }).isa).toMatch(/^(baseline|avx2|avx512)$/);
  cpu({ threads: 2 });
});

it('refuses an unknown instruction set at load', () => {
  const addon =
    process.env.CRESSET_CPU_ADDON ??
    new URL('../native/build/Release/cresset_cpu.node', import.meta.url).pathname;
  const result = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(addon)})`], {
    env: { ...process.env, CRESSET_CPU_ISA: 'sse9' },
    encoding: 'utf8',
  });
  expect(result.status).not.toBe(0);
  expect(result.stderr).toContain('no instruction set sse9');
  for (const isa of ['baseline', '']) {
    const fine = spawnSync(process.execPath, ['-e', `console.log(require(${JSON.stringify(addon)}).isa)`], {
      env: { ...process.env, CRESSET_CPU_ISA: isa },
      encoding: 'utf8',
    });
    if (isa !== '') expect(fine.stdout.trim()).toBe(isa);
    expect(fine.status).toBe(0);
  }
});
