import type { BrowserContextOptions, Page } from 'playwright-core';

import { addressOf } from '../harness/entities.js';

/** A picture of the page. */
export interface View {
  /** Of the file: `dashboard-<name>.png`. */
  readonly name: string;
  readonly path: string;
  readonly options?: BrowserContextOptions;
  /** What is done in the page before. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const desktop: BrowserContextOptions = { viewport: { width: 1200, height: 720 } };

/** For what is text from edge to edge. */
const low: BrowserContextOptions = { viewport: { width: 1200, height: 620 } };

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The main views, as the documentation shows them. */
export const views: readonly View[] = [
  { name: 'overview', path: '/', options: desktop },
  { name: 'entity', path: addressOf('orders'), options: desktop },
  { name: 'messages', path: addressOf('orders', 'messages'), options: low },
  {
    name: 'message',
    path: addressOf('orders', 'dead-letters'),
    options: desktop,
    prepare: async (page) => {
      await page.getByRole('row').nth(1).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(/dead-letters\/\d+/);
    },
  },
  { name: 'dead-letters', path: '/dead-letters', options: desktop },
  { name: 'alerts', path: '/alerts', options: desktop },
  { name: 'topology', path: '/topology', options: desktop },
  {
    name: 'routing',
    path: addressOf('events', 'routing'),
    options: desktop,
    // One that a subscription refused.
    prepare: (page) => page.locator('.routing summary').filter({ hasNotText: 'analytics' }).first().click(),
  },
  { name: 'phone', path: '/', options: phone },
  { name: 'dark', path: addressOf('orders'), options: { ...desktop, colorScheme: 'dark' } },
];
