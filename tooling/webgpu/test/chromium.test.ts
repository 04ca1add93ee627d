import { existsSync, rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePages } from '../bundle.mjs';
import { launch, openPage, serve } from '../chromium.mjs';

const executable = process.env.CRESSET_CHROMIUM ?? '/usr/bin/chromium';
const required = process.env.CRESSET_REQUIRE_WEBGPU === '1';
if (!required)
  console.warn('tests of WebGPU in Chromium are skipped: set CRESSET_REQUIRE_WEBGPU=1 to run them');

interface Report {
  readonly device: string;
  readonly refused: readonly { readonly device: string; readonly reason: string }[];
}

interface Run {
  readonly losses: readonly number[];
  readonly error: { readonly name: string; readonly message: string } | null;
}

type Saved = Record<string, unknown>;

/** What `tooling/webgpu/pages/tab.mjs` offers in a page. */
interface Tab {
  init(options?: object): Promise<Report>;
  begin(seed: number): Promise<void>;
  train(steps: number): Promise<Run>;
  save(): Promise<Saved>;
  lose(): void;
  recover(seed: number, saved: Saved): Promise<void>;
  device(): string;
}

declare const tab: Tab;

describe.skipIf(!required)('WebGPU in Chromium', () => {
  let folder: string;
  let server: { url: string; close(): void };
  let browser: Browser;

  beforeAll(async () => {
    expect(existsSync(executable), `${executable} is missing: install Debian's chromium`).toBe(true);
    folder = await bundlePages(['tab']);
    server = await serve(folder);
    browser = await launch();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** @param before runs in the page before anything else */
  async function open(before?: () => void): Promise<Page> {
    const { page, errors } = await openPage(browser, 'about:blank', {});
    if (before !== undefined) await page.addInitScript(before);
    await page.goto(`${server.url}/tab.html`);
    await page.waitForFunction(() => document.body?.dataset.result === 'ready');
    expect(errors).toEqual([]);
    return page;
  }

  const start = (page: Page, seed: number): Promise<void> =>
    page.evaluate(async (s) => {
      await tab.init();
      await tab.begin(s);
    }, seed);

  const train = (page: Page, steps: number): Promise<Run> => page.evaluate((n) => tab.train(n), steps);

  it('init takes WebGPU where it is', async () => {
    const page = await open();
    expect(await page.evaluate(() => tab.init())).toEqual({ device: 'webgpu', refused: [] });
    await page.close();
  });

  it('a browser without WebGPU gets the reference backend, and is told why', async () => {
    const page = await open(() => {
      Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });
    });
    const { device, refused } = await page.evaluate(() => tab.init());
    expect(device).toBe('reference');
    expect(refused).toHaveLength(1);
    expect(refused[0]!.reason).toMatch(
      /^webgpu: this browser has no WebGPU \(navigator\.gpu is missing: it needs a recent browser and a page from https or localhost\)/,
    );
    await page.evaluate(() => tab.begin(1));
    const { losses, error } = await train(page, 5);
    expect(error).toBeNull();
    expect(losses[4]!).toBeLessThan(losses[0]!);
    await page.close();
  });

  it('a browser without an adapter says so', async () => {
    const page = await open(() => {
      GPU.prototype.requestAdapter = async () => null;
    });
    const { device, refused } = await page.evaluate(() => tab.init());
    expect(device).toBe('reference');
    expect(refused[0]!.reason).toMatch(/^webgpu: no adapter was found/);
    await page.close();
  });

  it('two tabs train at once; losing the device of one leaves the other as it is', async () => {
    const alone = await open();
    await start(alone, 2);
    const undisturbed = await train(alone, 40);
    expect(undisturbed.error).toBeNull();
    await alone.close();

    const [a, b] = [await open(), await open()];
    await Promise.all([start(a, 1), start(b, 2)]);
    const [first, saved] = [await train(a, 10), await a.evaluate(() => tab.save())];
    const running = [train(a, 400), train(b, 40)] as const;
    await a.evaluate(() => tab.lose());
    const [lost, other] = await Promise.all(running);
    expect(lost.error!.name).toBe('DeviceError');
    expect(lost.error!.message).toMatch(
      /device 'webgpu' was lost \(destroyed.*load the model from its saved state/,
    );
    expect(other).toEqual(undisturbed);

    // A new device, the model from its state: the curve goes on where it was saved.
    const again = await a.evaluate(([s]) => tab.recover(1, s!).then(() => tab.train(10)), [saved] as const);
    expect(again.error).toBeNull();
    expect(again.losses[0]!).toBeLessThan(first.losses[9]!);
    expect(await a.evaluate(() => tab.device())).toBe('webgpu');
    await Promise.all([a.close(), b.close()]);
  }, 120_000);

  it('a crash of the GPU process is an error in every tab, and each goes on with a new device', async () => {
    const [a, b] = [await open(), await open()];
    await Promise.all([start(a, 1), start(b, 2)]);
    const pages = [a, b];
    const before = await Promise.all(pages.map((p) => train(p, 10)));
    const saved = await Promise.all(pages.map((p) => p.evaluate(() => tab.save())));
    const running = pages.map((p) => train(p, 20_000));
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const gpuProcess = processInfo.find((p) => p.type === 'GPU');
    process.kill(gpuProcess!.id, 'SIGKILL');
    for (const { error } of await Promise.all(running)) {
      expect(error!.name).toBe('DeviceError');
      expect(error!.message).toMatch(/device 'webgpu' was lost \(unknown/);
    }
    for (const [i, page] of pages.entries()) {
      const seed = i + 1;
      const run = await page.evaluate(([s, state]) => tab.recover(s, state).then(() => tab.train(10)), [
        seed,
        saved[i]!,
      ] as const);
      expect(run.error).toBeNull();
      expect(run.losses[0]!).toBeLessThan(before[i]!.losses[9]!);
    }
    await Promise.all([a.close(), b.close()]);
  }, 120_000);
});
