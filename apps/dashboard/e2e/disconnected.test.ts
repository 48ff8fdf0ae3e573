import type { Locator, Page } from 'playwright-core';

import { addressOf, cellOf, rowOf, says } from './harness/entities.js';
import { eventually } from './harness/eventually.js';
import { send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

/** Where the page says that it shows what was. */
const away = (page: Page): Locator => page.getByText('The namespace does not answer');

describe('a page whose namespace goes away', () => {
  const stage = useStage();

  it('says so, keeps what it showed, and goes on by itself when the namespace is back', async () => {
    await send(stage.namespace.client, 'orders', 2);
    const { page, allow } = await stage.visit('/');
    allow(/api\//);
    const active = cellOf(rowOf(page, 'orders'), 'Active');
    await says(active, '2');
    await stage.namespace.stop();
    await away(page).first().waitFor();
    await says(active, '2');
    await stage.namespace.restart();
    await eventually(async () => expect(await away(page).count()).toBe(0));
    await send(stage.namespace.client, 'orders', 3, (number) => ({ messageId: `again-${number}`, body: {} }));
    await says(active, '5');
  });

  it('says so in a view that is opened meanwhile, and fills it later', async () => {
    await stage.namespace.stop();
    const { page, allow } = await stage.visit(addressOf('orders', 'messages'));
    allow(/api\//);
    await away(page).first().waitFor();
    await stage.namespace.restart();
    await eventually(async () => expect(await away(page).count()).toBe(0));
    await page.getByText('again-3', { exact: true }).waitFor();
  });
});

describe('a page whose server goes away', () => {
  const stage = useStage();

  it('says that the server does not answer', async () => {
    const { page, allow } = await stage.visit('/');
    allow(/api\//);
    await rowOf(page, 'orders').waitFor();
    await stage.dashboard.stop();
    await page.getByText("The dashboard's server does not answer").waitFor();
    await rowOf(page, 'orders').waitFor();
  });
});
