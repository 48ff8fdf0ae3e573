/**
 * Plays a quarter of an hour on a real broker and takes pictures of the main views of the page, into `docs/images`.
 *
 * `nx run dashboard:screenshots`
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AdjustableClock, systemClock } from '@ams/local-broker';
import type { Browser } from 'playwright-core';

import { launchBrowser } from './harness/browser.js';
import { startDashboard } from './harness/dashboard-process.js';
import { startNamespace } from './harness/namespace.js';
import { settled } from './harness/settled.js';
import { stageTopology } from './harness/topology.js';
import { playDay, storySeconds } from './screenshots/day-of-work.js';
import { type View, views } from './screenshots/views.js';

const images = fileURLToPath(new URL('../../../docs/images', import.meta.url));

/** Bytes: pictures are part of the repository. */
const largestPicture = 150_000;

/** A clock behind the machine's by as much as the story takes, so that it ends in the present. */
function clockOfStory(): AdjustableClock {
  const behind = storySeconds * 1_000;
  return new AdjustableClock({
    now: () => systemClock.now() - behind,
    wakeAt: (time, callback) => systemClock.wakeAt(time + behind, callback),
  });
}

async function takePicture(browser: Browser, address: string, { name, path, options, prepare }: View): Promise<void> {
  const context = await browser.newContext({ colorScheme: 'light', ...options });
  try {
    const page = await context.newPage();
    await page.goto(new URL(path, address).href);
    await settled(page);
    await prepare?.(page);
    await settled(page);
    const file = join(images, `dashboard-${name}.png`);
    const { length } = await page.screenshot({ path: file, animations: 'disabled' });
    if (length > largestPicture) throw new Error(`${file} has ${length} bytes, and may have ${largestPicture}.`);
    console.log(`${file}: ${length} bytes`);
  } finally {
    await context.close();
  }
}

await mkdir(images, { recursive: true });
const namespace = await startNamespace({ topology: stageTopology('ams-local-bus'), clock: clockOfStory() });
const going = await playDay(namespace);
const dashboard = await startDashboard({
  environment: 'local',
  outputsFile: await namespace.writeOutputs('local'),
});
const browser = await launchBrowser();
try {
  for (const view of views) await takePicture(browser, dashboard.address, view);
} finally {
  await browser.close();
  await dashboard.stop();
  await going.close();
  await namespace.close();
}
