import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decodeSafetensors, encodeSafetensors } from '@cresset/checkpoint';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { draw, launch, missingBrowser, servePage, seven } from '../browser.mjs';

const missing = missingBrowser();
const required = process.env.CRESSET_REQUIRE_NATIVE === '1' || process.env.CRESSET_REQUIRE_WEBGPU === '1';
if (missing !== null) {
  const text = `tests of the playground need a browser: ${missing}`;
  if (required) throw new Error(text);
  console.warn(`${text}; they are skipped. CRESSET_REQUIRE_WEBGPU=1 makes this an error`);
}

let folder: string;
let site: Awaited<ReturnType<typeof servePage>>;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  if (missing !== null) return;
  folder = mkdtempSync(join(tmpdir(), 'cresset-playground-'));
  [site, browser] = await Promise.all([servePage(join(folder, 'site')), launch()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await page?.context().close();
});

/** Opens the page and waits until it can train. Errors on its console are kept in `complaints`. */
async function open(options: BrowserContextOptions = {}, prepare?: (page: Page) => Promise<unknown>) {
  const context = await browser.newContext(options);
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await prepare?.(page);
  await page.goto(site.url);
  await page.waitForSelector('#run:not([disabled])');
}

const choose = (name: string, value: string) =>
  page.locator(`label:has(input[name=${name}][value=${value}])`).click();
const text = async (selector: string) => (await page.locator(selector).textContent()) ?? '';
const stat = async (name: string) => Number.parseFloat((await text(`#stat-${name}`)).replaceAll(',', ''));

/** Waits until a figure of the page has come so far. */
const until = (name: string, least: number) =>
  page.waitForFunction(
    ([id, least]) => {
      const cell = document.getElementById(id as string)?.textContent ?? '';
      return Number.parseFloat(cell.replaceAll(',', '')) >= (least as number);
    },
    [`stat-${name}`, least] as const,
    { timeout: 90_000 },
  );

const pause = async () => {
  await page.click('#run');
  await page.getByText(/^Paused after step/).waitFor();
};

/** The ten probabilities, once there are some. */
async function probabilities(): Promise<number[]> {
  await page.waitForSelector('#probabilities li.best');
  return page
    .locator('#probabilities li')
    .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.probability)));
}

const problem = async () => {
  await page.locator('#problem:not([hidden])').waitFor();
  return text('#problem p');
};

const file = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds that the thread itself worked. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * How long the page's main thread worked on each of its tasks, in milliseconds. That is the thread's own time: by the
 * clock, a task also waits for processors that the other tests are using.
 */
function tasksOfPage(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const threadOf = (e: TraceEvent): string => `${e.pid} ${e.tid}`;
  const main = new Set(
    traceEvents
      .filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain')
      .map((e) => threadOf(e)),
  );
  return traceEvents
    .filter((e) => e.name.endsWith('RunTask') && e.tdur !== undefined && main.has(threadOf(e)))
    .map((e) => e.tdur! / 1000);
}

/** An idx file of bytes. */
function idx(sizes: readonly number[], data: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + 4 * sizes.length + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x0800 + sizes.length);
  sizes.forEach((n, d) => view.setUint32(4 + 4 * d, n));
  out.set(data, 4 + 4 * sizes.length);
  return out;
}

// A software adapter shares the processor with everything else that is tested at the same time.
describe.skipIf(missing !== null)('the playground', { timeout: 180_000 }, () => {
  it('trains on WebGPU without holding up the page, reads a drawn 7, and its weights go out and in again', async () => {
    await open({ acceptDownloads: true });
    expect(await text('#device-note')).toMatch(/^Training on WebGPU/);
    await browser.startTracing(page, { categories: ['toplevel'] });

    await page.click('#run');
    await until('step', 1);
    const firstLoss = await stat('loss');
    await until('accuracy', 97);
    await pause();
    const lastLoss = await stat('loss');
    expect(firstLoss).toBeGreaterThan(1);
    expect(lastLoss).toBeLessThan(0.3 * firstLoss);
    expect(await page.getAttribute('#loss', 'aria-label')).toMatch(
      /^Loss curve: from 2\.\d+ at step 1 to 0\.\d+ at step \d+$/,
    );
    const tasks = tasksOfPage(await browser.stopTracing());
    expect(tasks.length).toBeGreaterThan(100);
    expect(tasks.filter((ms) => ms > 200)).toEqual([]);
    expect(await stat('device')).toBeGreaterThan(0);

    await draw(page, seven);
    await page.getByText(/ a 7\.$/).waitFor();
    const before = await probabilities();
    expect(before.indexOf(Math.max(...before))).toBe(7);

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
    expect(download.suggestedFilename()).toMatch(/^cresset-mlp-\d+\.safetensors$/);
    const weights = join(folder, 'weights.safetensors');
    await download.saveAs(weights);
    const { tensors, metadata } = decodeSafetensors(readFileSync(weights));
    expect([...tensors].map(([name, { shape }]) => [name, ...shape])).toEqual([
      ['fc1.weight', 128, 784],
      ['fc1.bias', 128],
      ['fc2.weight', 10, 128],
      ['fc2.bias', 10],
    ]);
    expect(metadata.network).toBe('mlp');

    await page.click('#reset');
    await page.getByText(/has not been trained yet/).waitFor();
    expect(await probabilities()).not.toEqual(before);
    await page.setInputFiles('#import', weights);
    await page.getByText('The weights of weights.safetensors are loaded.').waitFor();
    await expect.poll(probabilities).toEqual(before);
    expect(complaints).toEqual([]);
  });

  it('says in a sentence what is wrong with a file, and goes on', async () => {
    await open();
    await page.setInputFiles('#import', file('holiday.safetensors', new Uint8Array(5)));
    expect(await problem()).toBe(
      "holiday.safetensors can't be read as a safetensors file: 5 bytes are too few for a header.",
    );
    const bias = { dtype: 'float32', shape: [3], bytes: new Uint8Array(12) } as const;
    const other = encodeSafetensors({
      tensors: new Map([
        ['fc1.bias', bias],
        ['head', bias],
      ]),
      metadata: {},
    });
    await page.setInputFiles('#import', file('other.safetensors', other));
    await expect
      .poll(problem)
      .toBe(
        "other.safetensors doesn't fit the network MLP: it lacks fc1.weight, fc2.weight, fc2.bias; it has head, which the network has not; fc1.bias is [3] and should be [128].",
      );

    await choose('data', 'mnist');
    const images = idx([60, 28, 28], new Uint8Array(60 * 784).fill(100));
    const labels = idx(
      [60],
      Uint8Array.from({ length: 60 }, (_, i) => i % 10),
    );
    for (const [files, sentence] of [
      [
        [file('notes.txt', new TextEncoder().encode('not a digit'))],
        /^notes\.txt is none of MNIST's idx files/,
      ],
      [[file('train-images', images)], /^train-images has 60 images, but no file has as many labels/],
      [[file('labels.gz', gzipSync(labels).subarray(0, -12))], /^labels\.gz is (truncated|damaged)/],
      [[file('short', images.subarray(0, 999)), file('labels', labels)], /^short is truncated/],
    ] as const) {
      await page.setInputFiles('#files', [...files]);
      await expect.poll(problem).toMatch(sentence);
    }

    await page.setInputFiles('#files', [file('a.gz', gzipSync(images)), file('b', labels)]);
    await page.getByText(/50 images to train on, 10 to test on/).waitFor();
    await page.click('#step');
    await until('step', 1);
    expect(await stat('loss')).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('trains on the reference device where there is no WebGPU, and says so', async () => {
    await open({}, (page) =>
      page.route(/worker-.*\.js$/, async (route) => {
        const response = await route.fetch();
        const gone = "Object.defineProperty(navigator, 'gpu', { value: undefined });";
        await route.fulfill({ response, body: gone + (await response.text()) });
      }),
    );
    expect(await text('#device-note')).toMatch(
      /^WebGPU can't be used: this browser has no WebGPU.*The network trains on the reference device instead/,
    );
    expect(await page.inputValue('select[name=device]')).toBe('reference');
    await choose('network', 'linear');
    await page.getByText('7,850 parameters').waitFor();
    await page.click('#run');
    await until('step', 20);
    await pause();
    expect(await stat('loss')).toBeLessThan(2.2);
    expect(complaints).toEqual([]);
  });

  it('goes on with a new device when the device is lost', async () => {
    await open();
    await choose('network', 'linear');
    await page.getByText('7,850 parameters').waitFor();
    await page.click('#run');
    await until('accuracy', 1);
    const step = await stat('step');
    await page
      .workers()[0]!
      .evaluate(() => (globalThis as unknown as { device: GPUDevice }).device.destroy());
    expect(await problem()).toMatch(
      /^The graphics device was lost \(.+\)\. A new one goes on with the weights of step [1-9]/,
    );
    await until('step', step + 5);
    await pause();

    // Optimizer and device may be changed, and the weights stay.
    const paused = await stat('step');
    await page.click('#example');
    const before = await probabilities();
    await page.selectOption('select[name=optimizer]', 'sgd');
    await page.selectOption('select[name=device]', 'reference');
    await page.getByText(/^Training on the reference device/).waitFor();
    const after = await probabilities();
    for (let digit = 0; digit < 10; digit++) expect(after[digit]).toBeCloseTo(before[digit]!, 4);
    await page.click('#step');
    await until('step', paused + 1);
    expect(await stat('step')).toBe(paused + 1);
    expect(complaints).toEqual([]);
  });

  it('can be used with the keyboard, and on a phone in the dark', async () => {
    await open({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', reducedMotion: 'reduce' });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);

    await page.focus('#pad');
    for (const key of [' ', ...Array(8).fill('ArrowUp'), ...Array(3).fill('ArrowRight'), ' '])
      await page.keyboard.press(key);
    expect(await probabilities()).toHaveLength(10);
    expect(await text('#verdict')).toBe('The network has not been trained yet: it is guessing.');
    await page.keyboard.press('Delete');
    await page
      .getByText(/^Draw a digit/)
      .last()
      .waitFor();

    await page.click('#example');
    await page.getByText(/The test set says \d\./).waitFor();
    await page.focus('#step');
    await page.keyboard.press('Enter');
    await until('step', 1);
    await page.focus('#reset');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('stat-step')?.textContent === '0');
    expect(complaints).toEqual([]);
  });
});
