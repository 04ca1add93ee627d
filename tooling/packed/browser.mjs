import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
};

/**
 * Serves a folder on localhost, opens it in headless Chromium and returns what the page leaves in
 * `document.body.dataset.result`. Errors on the page fail the run.
 */
export async function runPage(folder, timeout = 120_000, query = '') {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = process.env.CRESSET_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
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
  try {
    const page = await browser.newPage();
    const errors = [];
    let failed;
    // An error ends the wait at once, and not when the time is up.
    const firstError = new Promise((_, reject) => {
      failed = (text) => {
        errors.push(text);
        reject(new Error(`errors on the page:\n${errors.join('\n')}`));
      };
    });
    // It may come before anybody waits.
    firstError.catch(() => {});
    page.on('pageerror', (error) => failed(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') failed(message.text());
    });
    await page.goto(`http://127.0.0.1:${server.address().port}/${query}`);
    const finished = page.waitForFunction(() => document.body.dataset.result, undefined, { timeout });
    const result = await Promise.race([finished, firstError]);
    return { result: JSON.parse(await result.jsonValue()), version: browser.version() };
  } finally {
    await browser.close();
    server.close();
  }
}
