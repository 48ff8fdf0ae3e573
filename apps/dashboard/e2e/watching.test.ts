import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

import { addressOf, cellOf, rowOf, says } from './harness/entities.js';
import { eventually } from './harness/eventually.js';
import { order, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

describe('what a local broker tells beyond Azure', () => {
  const stage = useStage();
  let holder: ServiceBusReceiver;
  let held: readonly ServiceBusReceivedMessage[];

  beforeAll(async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 5);
    holder = client.createReceiver('orders');
    held = await holder.receiveMessages(2, { maxWaitTimeInMs: 5_000 });
    await send(client, 'events', 1, () => ({
      ...order('for-billing'),
      applicationProperties: { resubmit_to: 'billing' },
    }));
  });

  afterAll(() => holder.close());

  it('shows rates of what comes in, while it comes', async () => {
    const { page } = await stage.visit('/');
    const incoming = cellOf(rowOf(page, 'customer-orders'), 'In / s');
    await says(incoming, /^0/);
    const stop = new AbortController();
    const sending = (async () => {
      while (!stop.signal.aborted) {
        await send(stage.namespace.client, 'customer-orders', 20, (number) => ({
          ...order(`rate-${number}`),
          sessionId: 'ada',
        }));
      }
    })();
    await says(incoming, /^[1-9]/).finally(() => stop.abort());
    await sending;
  });

  it('draws backlog and rates of an entity over time', async () => {
    const { page } = await stage.visit(addressOf('orders'));
    await page.locator('.uplot canvas').first().waitFor();
    const drawn = await page
      .locator('.uplot canvas')
      .first()
      .evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        return pixels.some((value) => value !== 0);
      });
    expect(drawn).toBe(true);
  });

  it('lists connections with their links and their credit', async () => {
    const { page } = await stage.visit('/connections');
    const link = page.getByRole('row').filter({ hasText: 'orders' }).filter({ hasText: 'receives from' });
    await link.first().waitFor();
    await page
      .getByText(/RootManageSharedAccessKey/)
      .first()
      .waitFor();
  });

  it('lists the messages that somebody holds, and for how long', async () => {
    const { page } = await stage.visit(addressOf('orders', 'locks'));
    for (const { messageId } of held) await page.getByText(String(messageId), { exact: true }).first().waitFor();
    await page
      .getByText(/\d+\s?(s|sec|min)/)
      .first()
      .waitFor();
  });

  it('tells which rule took a message or refused it, and why', async () => {
    const { page } = await stage.visit(addressOf('events', 'routing'));
    // The only one is unfolded already.
    await page.getByText('for-billing').first().waitFor();
    await eventually(async () => {
      const text = await page.getByRole('main').innerText();
      expect(text).toMatch(/resubmit_to = 'analytics'[^]*is false: resubmit_to is '?billing/);
    });
  });
});
