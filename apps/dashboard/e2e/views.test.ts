import { objectionsOfAxe } from './harness/accessibility.js';
import { addressOf } from './harness/entities.js';
import { deadLetterAll, order, send } from './harness/messages.js';
import { settled } from './harness/settled.js';
import { type Stage, useStage } from './harness/stage.js';

/** Addresses of the main views, each with something in it. Those of messages are tried with what they do. */
const views = [
  '/',
  '/topology',
  '/connections',
  '/alerts',
  '/jobs',
  '/dead-letters',
  addressOf('orders'),
  addressOf('orders', 'transfers'),
  addressOf('orders', 'settings'),
  addressOf('orders', 'locks'),
  addressOf('customer-orders', 'sessions'),
  addressOf('events', 'routing'),
  addressOf('events/Subscriptions/billing'),
  addressOf('events/Subscriptions/billing', 'rules'),
];

describe.each(['light', 'dark'] as const)('the views of the page, in %s', (colorScheme) => {
  const stage = useStage();

  beforeAll(() => fill(stage));

  it.each(views)('%s has nothing that axe objects to', async (view) => {
    const { page } = await stage.visit(view, { colorScheme, bypassCSP: true });
    await settled(page);
    expect(await objectionsOfAxe(page)).toEqual([]);
  });
});

describe('the views of the page, on a phone', () => {
  const stage = useStage();

  beforeAll(() => fill(stage));

  it.each(views)('%s does not have to be moved sideways', async (view) => {
    const { page } = await stage.visit(view, { viewport: { width: 360, height: 740 } });
    await settled(page);
    const widths = await page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      screen: document.documentElement.clientWidth,
    }));
    expect(widths.content).toBeLessThanOrEqual(widths.screen);
  });
});

async function fill({ namespace: { client } }: Stage): Promise<void> {
  await send(client, 'orders', 4);
  await deadLetterAll(client, ['orders']);
  await send(client, 'orders', 3, (number) => order(`waiting-${number}`));
  await send(client, 'customer-orders', 2, (number) => ({ ...order(`of-ada-${number}`), sessionId: 'ada' }));
  await send(client, 'events', 2);
}
