import { float32, InternalError, OutOfMemoryError } from '@cresset/tensor/backend';
import { describe, expect, it, vi } from 'vitest';
import { Pipelines } from '../src/runtime/pipelines.js';
import { Pool } from '../src/runtime/pool.js';
import { Recorder } from '../src/runtime/recorder.js';
import type { Program } from '../src/wgsl/frame.js';
import { fakeDevice } from './fake-device.js';

const program = (key: string): Program => ({
  key,
  operands: [
    { dtype: float32, access: 'write' },
    { dtype: float32, access: 'read' },
  ],
  words: 4,
  workgroup: 64,
  text: () => ({ body: '' }),
});

function runtime(maxBytes = 2 ** 30) {
  const device = fakeDevice();
  const failures: Error[] = [];
  const failed = (error: Error): void => {
    failures.push(error);
  };
  const pool = new Pool(device.gpu, maxBytes, failed);
  const recorder = new Recorder(device.gpu, 8, pool, failed);
  pool.setUser(recorder);
  device.log.length = 0;
  return { ...device, pool, recorder, failures };
}

const count = (log: readonly string[], what: string): number => log.filter((l) => l === what).length;

describe('the pool', () => {
  it('takes no memory for a handle that is never used', () => {
    const { pool, log } = runtime();
    const handle = pool.allocate(1000);
    expect(handle.byteLength).toBe(1000);
    pool.release(handle);
    expect(log).toEqual([]);
    expect(pool.made).toBe(0);
    expect(() => handle.block).toThrow(/used after its release/);
  });

  it('gives a released block to the next handle of its size', () => {
    const { pool, log } = runtime();
    for (let i = 0; i < 5; i++) {
      const handle = pool.allocate(1000);
      expect(handle.block.bytes).toBe(1024);
      expect(handle.block).toBe(handle.block);
      pool.release(handle);
      pool.release(handle);
    }
    expect(log).toEqual(['buffer 1024']);
    expect([pool.allocated, pool.inUse]).toEqual([1024, 0]);
  });

  it('refuses at once what is over the limit, with both sizes', () => {
    const { pool } = runtime(4096);
    expect(() => pool.allocate(4097)).toThrow(OutOfMemoryError);
    expect(() => pool.allocate(4097)).toThrow(/4097 bytes is over this adapter's limit of 4096/);
  });

  it('asks the collector when the memory of live handles grows, and not before', () => {
    const { pool } = runtime();
    const megabyte = 1024 * 1024;
    const held = Array.from({ length: 32 }, () => pool.allocate(megabyte));
    for (const h of held) h.block;
    expect(pool.nudges).toBe(0);
    const more = Array.from({ length: 34 }, () => pool.allocate(megabyte));
    for (const h of more) h.block;
    expect(pool.nudges).toBe(2);
    expect(pool.inUse).toBe(66 * megabyte);
  });

  it('empties itself of what no recorded command uses', async () => {
    const { pool, recorder, bytes, settle } = runtime();
    const ring = bytes();
    const [a, b, idle] = [pool.allocate(1024), pool.allocate(1024), pool.allocate(4096)];
    idle.block;
    recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
    for (const h of [a, b, idle]) pool.release(h);
    pool.empty();
    expect(bytes() - ring).toBe(2048);
    await settle();
    await recorder.flush();
    pool.empty();
    expect(bytes() - ring).toBe(0);
    expect(pool.allocated).toBe(0);
  });
});

describe('the recorder', () => {
  it('waits for pipelines and memory, and submits in order', async () => {
    const { pool, recorder, log, settle } = runtime();
    const [a, b] = [pool.allocate(1024), pool.allocate(1024)];
    recorder.write(b.block, 0, new Uint8Array(4));
    recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
    recorder.write(b.block, 0, new Uint8Array(4));
    const flushed = recorder.flush();
    expect(flushed).not.toBeNull();
    expect(log.filter((l) => !l.startsWith('buffer'))).toEqual([]);
    await settle();
    await flushed;
    // The second write is the parameters'.
    expect(log.filter((l) => !l.startsWith('buffer'))).toEqual([
      'write',
      'dispatch',
      'write',
      'submission',
      'write',
    ]);
    // Nothing to wait for any more: at once.
    recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
    expect(recorder.flush()).toBeNull();
    expect(recorder.submissions).toBe(2);
    expect(recorder.compiled).toBe(1);
  });

  it('compiles at once for a loop that never yields, which would hold commands without end', () => {
    const { pool, recorder, log } = runtime();
    const [a, b] = [pool.allocate(1024), pool.allocate(1024)];
    for (let i = 0; i < 5000; i++) recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
    expect(count(log, 'compiled at once')).toBe(1);
    expect(count(log, 'dispatch')).toBeGreaterThanOrEqual(4096);
  });

  it('holds work back while the device is far behind, and tells a loop that never waits', async () => {
    const { pool, recorder, settle } = runtime();
    const [a, b] = [pool.allocate(1024), pool.allocate(1024)];
    recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
    const first = recorder.flush();
    expect(recorder.ready()).not.toBeNull();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    // Nobody waits: what is held is submitted in large parts.
    for (let i = 0; i < 2000; i++) {
      recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
      recorder.submit();
    }
    expect(recorder.inFlight).toBe(2000);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/1024 submissions wait for the device.*await loss\.item\(\)/);
    warn.mockRestore();
    await settle();
    await first;
    await recorder.ready();
    expect(recorder.inFlight).toBe(0);
    expect(recorder.ready()).toBeNull();
  });

  it('a warm-up compiles, and neither runs nor takes memory', async () => {
    const { pool, recorder, log, settle } = runtime();
    await settle();
    const [a, b] = [pool.allocate(1024), pool.allocate(1024)];
    await recorder.warmup(() => {
      recorder.dispatch(program('p'), [a, b], [1, 2, 3, 4], 1);
      recorder.dispatch(program('p'), [a, a], [1, 2, 3, 4], 1);
    });
    expect(recorder.compiled).toBe(2);
    expect(log).toEqual([]);
    expect(pool.made).toBe(0);
    expect(recorder.flush()).toBeNull();
  });

  it('finds words and buffers that no kernel takes', () => {
    const { pool, recorder } = runtime();
    const h = pool.allocate(4);
    expect(() => recorder.dispatch(program('p'), [h, h], [1], 1)).toThrow(InternalError);
    const many = Array.from({ length: 9 }, () => pool.allocate(4));
    expect(() => recorder.dispatch(program('p'), many, [1, 2, 3, 4], 1)).toThrow(/9 buffers for 8 bindings/);
  });

  it('a pipeline for each pattern of shared buffers', () => {
    const { pool, recorder } = runtime();
    const [a, b, c] = [pool.allocate(4), pool.allocate(4), pool.allocate(4)];
    const p = program('p');
    for (const [x, y] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      recorder.dispatch(p, [x, y], [1, 2, 3, 4], 1);
    }
    expect(recorder.compiled).toBe(1);
    recorder.dispatch(p, [a, a], [1, 2, 3, 4], 1);
    expect(recorder.compiled).toBe(2);
    // Another object with the same key is the same kernel.
    recorder.dispatch(program('p'), [b, b], [1, 2, 3, 4], 1);
    expect(recorder.compiled).toBe(2);
  });

  it('lets go of a shader once it is compiled', async () => {
    const { gpu, settle } = runtime();
    const pipelines = new Pipelines(gpu);
    const pipeline = pipelines.get(program('p'), [0, 1], 1);
    expect(pipeline.descriptor).not.toBeNull();
    await settle();
    await pipeline.pending;
    expect(pipeline.descriptor).toBeNull();
    expect(pipelines.force(pipeline)).toBe(pipeline.gpu);
  });
});
