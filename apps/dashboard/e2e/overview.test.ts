import { eventually } from './harness/eventually.js';
import { deadLetterAll, order, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

describe('the overview', () => {
  const stage = useStage();

  beforeAll(async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 4);
    await deadLetterAll(client, ['orders']);
    await send(client, 'orders', 7, (number) => order(`waiting-${number}`));
    await send(client, 'events', 3);
  });

  it('lists every queue, topic and subscription with a link to its page', async () => {
    const { page } = await stage.visit('/');
    for (const path of ['orders', 'customer-orders', 'parked', 'events', 'events/Subscriptions/billing']) {
      const link = page.locator(`a[href="/entity/${encodeURIComponent(path)}"]`).first();
      await link.waitFor();
    }
  });

  it('counts active messages and dead letters', async () => {
    const { page } = await stage.visit('/');
    await eventually(async () => {
      const row = page.getByRole('row').filter({ has: page.locator('a[href="/entity/orders"]') });
      const cells = (await row.getByRole('cell').allInnerTexts()).map((text) => text.trim());
      expect(cells).toEqual(expect.arrayContaining(['7', '4']));
    });
  });

  it('shows messages that come in while somebody looks, without a reload', async () => {
    const { page } = await stage.visit('/');
    const row = page.getByRole('row').filter({ has: page.locator('a[href="/entity/parked"]') });
    await row.first().waitFor();
    await send(stage.namespace.client, 'parked', 3);
    await eventually(async () => expect(await row.first().innerText()).toMatch(/\b3\b/));
  });
});
