import { mkdtemp, readFile as nodeRead, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ChecksumError,
  DownloadError,
  digestOf,
  download,
  exists,
  FileError,
  FormatError,
  fetchBytes,
  gunzip,
  isGzip,
  listFolder,
  readFile,
  verifyBytes,
} from '../src/index.js';

const content = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
let sha256: string;
let folder: string;
let server: Server;
let url: string;
/** What the server does with the next request. */
let behaviour: 'normal' | 'cut' | 'no ranges' | 'other' | 'missing' | 'wrong range' = 'normal';
let requests: (string | undefined)[] = [];

beforeAll(async () => {
  sha256 = await digestOf('sha256', content);
  server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push(range);
    if (behaviour === 'missing') {
      response.writeHead(404).end();
      return;
    }
    const start =
      range !== undefined && behaviour !== 'no ranges' ? Number(/bytes=(\d+)-/.exec(range)![1]) : 0;
    if (start >= content.length) {
      response.writeHead(416).end();
      return;
    }
    const body = behaviour === 'other' ? content.map((b) => b ^ 1) : content;
    const headers: Record<string, string | number> = { 'content-length': content.length - start };
    if (start > 0) {
      const shown = behaviour === 'wrong range' ? start - 1 : start;
      headers['content-range'] = `bytes ${shown}-${content.length - 1}/${content.length}`;
    }
    response.writeHead(start > 0 ? 206 : 200, headers);
    if (behaviour === 'cut') {
      response.write(body.subarray(start, start + 40_000), () => setTimeout(() => response.destroy(), 20));
      behaviour = 'normal';
    } else response.end(body.subarray(start));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
});

afterAll(() => void server.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cresset-data-'));
  behaviour = 'normal';
  requests = [];
  return () => rm(folder, { recursive: true, force: true });
});

describe('download', () => {
  const read = async (path: string) => new Uint8Array(await nodeRead(path));

  it('brings a file into a new folder, tells its progress, and does not bring it twice', async () => {
    const path = join(folder, 'a/b/file.bin');
    const progress: [number, number | null][] = [];
    const onProgress = (received: number, total: number | null) => void progress.push([received, total]);
    expect(await download(url, path, { sha256, onProgress })).toBe(path);
    expect(await read(path)).toEqual(content);
    expect(progress.at(-1)).toEqual([content.length, content.length]);
    await download(url, path, { sha256 });
    expect(requests.length).toBe(1);
    expect(await exists(`${path}.part`)).toBe(false);
  });

  it('leaves no file after an interruption, and goes on from where it stopped', async () => {
    const path = join(folder, 'file.bin');
    behaviour = 'cut';
    await expect(download(url, path, { sha256 })).rejects.toThrow(DownloadError);
    expect(await exists(path)).toBe(false);
    const { size } = await stat(`${path}.part`);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(content.length);
    await download(url, path, { sha256 });
    expect(requests).toEqual([undefined, `bytes=${size}-`]);
    expect(await read(path)).toEqual(content);
  });

  it('starts again where the server knows no ranges, and finishes a part that is whole', async () => {
    const path = join(folder, 'file.bin');
    await writeFile(`${path}.part`, content.subarray(0, 1000));
    behaviour = 'no ranges';
    await download(url, path, { sha256 });
    expect(await read(path)).toEqual(content);
    const whole = join(folder, 'whole.bin');
    await writeFile(`${whole}.part`, content);
    behaviour = 'normal';
    await download(url, whole, { sha256 });
    expect(await read(whole)).toEqual(content);
  });

  it('throws a stale part away instead of building on it', async () => {
    const path = join(folder, 'file.bin');
    await writeFile(`${path}.part`, new Uint8Array(1000));
    await download(url, path, { sha256 });
    expect(await read(path)).toEqual(content);
    expect(requests).toEqual(['bytes=1000-', undefined]);
  });

  it('refuses a file with another checksum and leaves nothing of it', async () => {
    const path = join(folder, 'file.bin');
    behaviour = 'other';
    const failed = download(url, path, { sha256 });
    await expect(failed).rejects.toThrow(ChecksumError);
    await expect(failed).rejects.toThrow(
      /file\.bin\.part has the sha256 [0-9a-f]{64}, expected [0-9a-f]{64}/,
    );
    expect(await listFolder(folder)).toEqual([]);
  });

  it('replaces a damaged file that is there', async () => {
    const path = join(folder, 'file.bin');
    await writeFile(path, 'half of it');
    await download(url, path, { sha256, md5: await digestOf('md5', content) });
    expect(await read(path)).toEqual(content);
  });

  it('tries other addresses, and names each failure', async () => {
    const path = join(folder, 'file.bin');
    const closed = 'http://127.0.0.1:1/file';
    await download([closed, url], path, { sha256 });
    expect(await read(path)).toEqual(content);
    behaviour = 'missing';
    const other = join(folder, 'other.bin');
    await expect(download([closed, url], other)).rejects.toThrow(
      /127\.0\.0\.1:1\/file: .*; .*the server answered 404/,
    );
    behaviour = 'wrong range';
    await writeFile(`${other}.part`, content.subarray(0, 10));
    await expect(download(url, other)).rejects.toThrow('another part of the file');
  });

  it('stops when told to', async () => {
    const signal = AbortSignal.abort();
    await expect(download(url, join(folder, 'x'), { signal })).rejects.toThrow(DownloadError);
  });

  it('says which folder can not be made, and which digest is none', async () => {
    await writeFile(join(folder, 'occupied'), '');
    await expect(download(url, join(folder, 'occupied/file'))).rejects.toThrow(FileError);
    await expect(download(url, join(folder, 'file'), { sha256: 'abc' })).rejects.toThrow(
      "'abc' is no sha256 digest",
    );
    await expect(download(url, folder, { sha256 })).rejects.toThrow(FileError);
  });

  it('fetches into memory', async () => {
    expect(await fetchBytes(url, { sha256 })).toEqual(content);
    behaviour = 'other';
    await expect(fetchBytes(url, { sha256 })).rejects.toThrow(ChecksumError);
    behaviour = 'missing';
    await expect(fetchBytes(url)).rejects.toThrow(/the server answered 404/);
  });
});

describe('reading', () => {
  it('says in words what can not be read', async () => {
    await expect(readFile(join(folder, 'nothing'))).rejects.toThrow(
      /nothing can't be read: it does not exist/,
    );
    await expect(readFile(folder)).rejects.toThrow(FileError);
    await expect(listFolder(join(folder, 'none'))).rejects.toThrow(
      /the folder .*none can't be read: it does not exist/,
    );
    await writeFile(join(folder, 'file'), 'x');
    await expect(listFolder(join(folder, 'file'))).rejects.toThrow(FileError);
    expect(await readFile(join(folder, 'file'))).toEqual(Buffer.from('x'));
  });

  it('refuses local files in a browser', async () => {
    vi.stubGlobal('process', undefined);
    await expect(readFile('x')).rejects.toThrow('there are no local files here');
    vi.unstubAllGlobals();
  });
});

describe('gunzip', () => {
  const packed = new Uint8Array(gzipSync(content));

  it('unpacks, with zlib and with the platform stream', async () => {
    expect(isGzip(packed)).toBe(true);
    expect(new Uint8Array(await gunzip(packed))).toEqual(content);
    vi.stubGlobal('process', undefined);
    const streamed = await gunzip(packed);
    const failed = gunzip(packed.subarray(0, 300), 'x.gz').catch((error: unknown) => error);
    const error = await failed;
    vi.unstubAllGlobals();
    expect(streamed).toEqual(content);
    expect(error).toBeInstanceOf(FormatError);
  });

  it('says when the data is truncated, damaged, or something else', async () => {
    await expect(gunzip(packed.subarray(0, 300), 'images.gz')).rejects.toThrow(
      'images.gz is truncated: its gzip data ends early after 300 bytes; delete it and download it again',
    );
    const damaged = packed.slice();
    damaged.fill(0, 100, 250);
    await expect(gunzip(damaged, 'images.gz')).rejects.toThrow(/images\.gz is damaged/);
    await expect(gunzip(Uint8Array.of(0x50, 0x4b), 'x.zip')).rejects.toThrow(
      'x.zip is not gzip: it begins with 50 4b, gzip begins with 1f 8b',
    );
    await expect(gunzip(new Uint8Array(0))).rejects.toThrow('it begins with nothing');
  });
});

describe('checksums', () => {
  it('are verified in Node and, sha256, in browsers', async () => {
    const abc = new TextEncoder().encode('abc');
    const known = {
      sha256: 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD',
      md5: '900150983cd24fb0d6963f7d28e17f72',
    };
    await verifyBytes(abc, known);
    await expect(verifyBytes(abc, { md5: known.md5.replace('9', '8') }, 'abc')).rejects.toThrow(
      /^abc has the md5/,
    );
    vi.stubGlobal('process', undefined);
    await verifyBytes(abc, { sha256: known.sha256 });
    await expect(verifyBytes(abc, known)).rejects.toThrow('browsers have no md5');
    vi.unstubAllGlobals();
  });
});
