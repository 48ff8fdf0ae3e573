import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually.js';

/** Address of an entity's page, or of one of its tabs. */
export function addressOf(entity: string, tab = ''): string {
  return `/entity/${encodeURIComponent(entity)}${tab === '' ? '' : `/${tab}`}`;
}

/** The row of a table that leads to an entity's page. */
export function rowOf(page: Page, entity: string): Locator {
  return page.getByRole('row').filter({ has: page.locator(`a[href="${addressOf(entity)}"]`) });
}

/** A cell of a row by the title of its column. */
export function cellOf(row: Locator, column: string): Locator {
  return row.locator(`td[data-label="${column}"]`);
}

/** Waits until a place of the page says just this. */
export async function says(place: Locator, text: string | RegExp): Promise<void> {
  await eventually(async () => {
    const said = (await place.first().innerText()).trim();
    if (typeof text === 'string') expect(said).toBe(text);
    else expect(said).toMatch(text);
  });
}
