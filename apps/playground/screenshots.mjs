// `npm run screenshots`: the pictures of the README. Trains the MLP for some hundred steps, draws a seven, and takes
// the page as a desktop and as a phone show it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { draw, launch, missingBrowser, servePage, seven } from './browser.mjs';

const missing = missingBrowser();
if (missing !== null) throw new Error(missing);

const pictures = fileURLToPath(new URL('./screenshots', import.meta.url));
const STEPS = 400;

const shots = [
  { name: 'desktop', viewport: { width: 1440, height: 900 }, colorScheme: 'light', fullPage: true },
  { name: 'desktop-dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark', fullPage: true },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light', deviceScaleFactor: 2 },
  {
    name: 'phone-drawing',
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    deviceScaleFactor: 2,
    at: '.drawing',
  },
];

const work = mkdtempSync(join(tmpdir(), 'cresset-screenshots-'));
mkdirSync(pictures, { recursive: true });
const site = await servePage(work);
const browser = await launch();
try {
  for (const { name, fullPage = false, at, ...options } of shots) {
    const page = await browser.newPage({ ...options, hasTouch: options.viewport.width < 500 });
    await page.goto(site.url);
    await page.click('#run:not([disabled])');
    await page.waitForFunction(
      (steps) => Number(document.getElementById('stat-step').textContent.replaceAll(',', '')) >= steps,
      STEPS,
      { timeout: 300_000 },
    );
    await draw(page, seven);
    await page.waitForSelector('#probabilities li.best');
    if (at === undefined) await page.evaluate(() => scrollTo(0, 0));
    else await page.locator(at).evaluate((element) => scrollTo(0, element.offsetTop - 12));
    // The bars glide to their places.
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
    process.stdout.write(
      `${name}: ${await page.textContent('#stat-accuracy')}, ${await page.textContent('#verdict')}\n`,
    );
    await page.close();
  }
} finally {
  await browser.close();
  await site.close();
  rmSync(work, { recursive: true, force: true });
}
