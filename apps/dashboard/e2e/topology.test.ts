import { addressOf } from './harness/entities.js';
import { eventually } from './harness/eventually.js';
import { deadLetterAll, order, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

describe('the drawing of the topology', () => {
  const stage = useStage();

  it('has every entity with its live counts, and leads to its page', async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 2);
    await deadLetterAll(client, ['orders']);
    const { page } = await stage.visit('/topology');
    const drawing = page.getByRole('group', { name: 'Drawing of the topology' });
    const orders = drawing.locator(`a[href="${addressOf('orders')}"]`);
    const counts = orders.locator('.topology-counts');
    await eventually(async () => expect(await counts.textContent()).toMatch(/2 dead/));
    await send(client, 'orders', 7, (number) => order(`waiting-${number}`));
    await eventually(async () => expect(await counts.textContent()).toMatch(/\b7\b/));
    const links = await drawing.locator('a').evaluateAll((all) => all.map((each) => each.getAttribute('href')));
    expect(links).toEqual(
      expect.arrayContaining(['events', 'events/Subscriptions/billing', 'returns'].map((path) => addressOf(path))),
    );
    await orders.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${addressOf('orders')}`);
  });
});
