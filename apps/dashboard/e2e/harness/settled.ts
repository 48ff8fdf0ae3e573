import type { Page } from 'playwright-core';

import { patience } from './eventually.js';

/** Waits until a view has what it asked for, and live updates come. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.live-sign.live').waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('main .skeleton') === null, undefined, {
    timeout: patience,
  });
}
