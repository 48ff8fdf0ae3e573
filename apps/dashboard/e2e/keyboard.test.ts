import type { Page } from 'playwright-core';

import { eventually } from './harness/eventually.js';
import { deadLetterAll, order, send } from './harness/messages.js';
import { settled } from './harness/settled.js';
import { useStage } from './harness/stage.js';

/** Steps after which the key must have led to what is looked for. */
const mostSteps = 60;

/** Presses Tab until the element with the focus has this name, as somebody would who sees where they are. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < mostSteps; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : [];
      return `${element?.getAttribute('aria-label') ?? ''} ${labels?.[0]?.textContent ?? ''} ${element?.textContent ?? ''}`.trim();
    });
    if (name.test(focused)) return;
    passed.push(focused.slice(0, 40));
  }
  throw new Error(`Tab does not lead to ${String(name)}. It led to: ${passed.join(' | ')}`);
}

describe('the page by the keyboard alone', () => {
  const stage = useStage();

  it('leads to a dead letter, mends it and sends it back', async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 1, () => ({
      ...order('broken'),
      body: { order_id: 'broken', ts: '2026-01-01T00:00:00Z' },
    }));
    await deadLetterAll(client, ['orders']);
    const { page } = await stage.visit('/');
    await settled(page);
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.waitForURL('**/dead-letters');
    await page.getByRole('row').nth(1).waitFor();
    await tabTo(page, /ValidationError/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/dead-letters\/./);
    await page.getByRole('table', { name: 'Messages' }).locator('tbody tr').first().waitFor();
    await tabTo(page, /^\d+broken/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/dead-letters\/\d+/);
    await tabTo(page, /^Edit and resubmit/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await tabTo(page, /^Body/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{"order_id":"broken","ts":"2026-01-01T00:00:00Z","amount":12.5}');
    await tabTo(page, /^Resubmit/);
    await eventually(async () =>
      expect(await dialog.getByRole('button', { name: /^Resubmit/ }).isEnabled()).toBe(true),
    );
    await page.keyboard.press('Enter');
    await dialog.getByText('Done', { exact: true }).waitFor();

    const receiver = client.createReceiver('orders');
    const [back] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });
    expect(back?.body).toMatchObject({ order_id: 'broken', amount: 12.5 });
    await receiver.close();
  });

  it('skips to the content, shows its shortcuts, and gives the focus back', async () => {
    const { page } = await stage.visit('/');
    await settled(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/Skip to content/);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/Skip to content/);
  });

  it('changes its colours by a switch, and remembers that', async () => {
    const { page } = await stage.visit('/', { colorScheme: 'light' });
    await settled(page);
    const background = (): Promise<unknown> =>
      page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const light = await background();
    await tabTo(page, /^Dark$/);
    await page.keyboard.press('Enter');
    await eventually(async () => expect(await background()).not.toBe(light));
    const dark = await background();
    await page.reload();
    expect(await background()).toBe(dark);
  });
});
