import { addressOf, says } from './harness/entities.js';
import { deadLetterAll, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';
import { deadLetterThreshold } from './harness/topology.js';

/** Milliseconds between two evaluations of the stage's alert. */
const minute = 60_000;

describe('the alerts of the stack', () => {
  const stage = useStage();

  it('fire when their threshold is crossed, tell their receivers, and are resolved when it is over', async () => {
    const { client, clock } = stage.namespace;
    const { page } = await stage.visit('/alerts');
    const main = page.getByRole('main');
    await says(main, /dead-letters/);
    await send(client, 'orders', deadLetterThreshold + 1);
    await deadLetterAll(client, ['orders']);
    for (let passed = 0; passed < 3; passed++) clock.advance(minute);
    await says(page.getByRole('navigation', { name: 'Views' }), /Alerts\s*1/);
    await says(main, /firing/i);
    await says(main, /team@example\.com/);

    const receiver = client.createReceiver('orders', { subQueueType: 'deadLetter' });
    const taken = await receiver.receiveMessages(100, { maxWaitTimeInMs: 5_000 });
    await Promise.all(taken.map((message) => receiver.completeMessage(message)));
    await receiver.close();
    expect(taken).toHaveLength(deadLetterThreshold + 1);
    for (let passed = 0; passed < 12; passed++) clock.advance(minute);
    await says(main, /resolved/i);
    await says(page.getByRole('navigation', { name: 'Views' }), /Alerts\s*(?!\d)/);
  });

  it('have their threshold on the chart of the entity', async () => {
    const { page } = await stage.visit(addressOf('orders'));
    await page.locator('.uplot').first().waitFor();
    await says(page.getByRole('main'), new RegExp(`dead-letters[^]*${deadLetterThreshold}`));
  });
});
