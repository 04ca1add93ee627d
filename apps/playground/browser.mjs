// The page as it is deployed, in a headless Chromium: for the tests and for the screenshots.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

export const executablePath = process.env.CRESSET_CHROMIUM ?? '/usr/bin/chromium';

/** Why the page can't be opened here; null where it can. */
export function missingBrowser() {
  return existsSync(executablePath)
    ? null
    : `there is no Chromium at ${executablePath} (CRESSET_CHROMIUM names another place)`;
}

/** Builds the page into a folder and serves it. @returns its address, and what ends the server */
export async function servePage(outDir) {
  const options = {
    root,
    configFile: `${root}vite.config.ts`,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  };
  await build(options);
  const server = await preview({ ...options, preview: { host: '127.0.0.1', port: 0 } });
  const { port } = server.httpServer.address();
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** WebGPU is behind a flag in Chromium on Linux; its adapter is a software one where there is no GPU. */
export function launch() {
  return chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: [
      '--enable-unsafe-webgpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Draws on the pad with the mouse.
 *
 * @param {import('playwright-core').Page} page
 * @param {[x: number, y: number][][]} strokes points of each stroke, 0 to 1
 */
export async function draw(page, strokes) {
  const pad = page.locator('#pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const at = ([x, y]) => [box.x + box.width * x, box.y + box.height * y];
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point), { steps: 6 });
    await page.mouse.up();
  }
}

/** A seven, and a three. */
export const seven = [
  [
    [0.3, 0.24],
    [0.7, 0.24],
    [0.44, 0.82],
  ],
];
