import { addressOf, cellOf, rowOf, says } from './harness/entities.js';
import { deadLetterAll, order, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

/** Queues, topics and subscriptions of the stage. */
const paths = [
  'orders',
  'customer-orders',
  'parked',
  'returns',
  'events',
  'events/Subscriptions/billing',
  'events/Subscriptions/analytics',
  'insights',
  'insights/Subscriptions/reports',
];

describe('the overview', () => {
  const stage = useStage();

  beforeAll(async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 4);
    await deadLetterAll(client, ['orders']);
    await send(client, 'orders', 7, (number) => order(`waiting-${number}`));
    await send(client, 'orders', 2, (number) => ({
      ...order(`later-${number}`),
      scheduledEnqueueTimeUtc: new Date(stage.namespace.clock.now() + 86_400_000),
    }));
    await send(client, 'events', 3);
  });

  it('lists every queue, topic and subscription with a link to its page', async () => {
    const { page } = await stage.visit('/');
    await rowOf(page, 'orders').waitFor();
    const links = await page
      .getByRole('row')
      .locator('a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    expect(links.sort()).toEqual(paths.map((path) => addressOf(path)).sort());
  });

  it('counts active, scheduled and dead-lettered messages', async () => {
    const { page } = await stage.visit('/');
    const row = rowOf(page, 'orders');
    await says(cellOf(row, 'Active'), '7');
    await says(cellOf(row, 'Scheduled'), '2');
    await says(cellOf(row, 'Dead letters'), '4');
    await says(cellOf(rowOf(page, 'events/Subscriptions/billing'), 'Active'), '3');
  });

  it('shows messages that come while somebody looks, without a reload', async () => {
    const { page } = await stage.visit('/');
    const row = rowOf(page, 'parked');
    await says(cellOf(row, 'Active'), '0');
    await page.evaluate('window.sameDocument = true');
    await send(stage.namespace.client, 'parked', 3);
    await says(cellOf(row, 'Active'), '3');
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  it('finds an entity by a part of its path, in an address that can be kept', async () => {
    const { page } = await stage.visit('/');
    await rowOf(page, 'orders').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('billing');
    await rowOf(page, 'orders').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?search=billing');
    await page.reload();
    await rowOf(page, 'events/Subscriptions/billing').waitFor();
    expect(await rowOf(page, 'orders').count()).toBe(0);
  });

  it('leads to the page of an entity', async () => {
    const { page } = await stage.visit('/');
    await rowOf(page, 'orders').click();
    await page.waitForURL(`**${addressOf('orders')}`);
    await page.getByRole('heading', { level: 1 }).getByText('orders').waitFor();
  });

  it('tells what the journal and the memory of the broker hold', async () => {
    const { page } = await stage.visit('/');
    const broker = page.getByRole('region', { name: 'Broker' });
    await says(broker, /messages are on disk/);
    await says(broker, /Messages in memory\s+[1-9]/i);
  });
});
