import type { Locator, Page } from 'playwright-core';

import { objectionsOfAxe } from './harness/accessibility.js';
import { addressOf } from './harness/entities.js';
import { eventually } from './harness/eventually.js';
import { deadLetterAll, messageIds, order, send, untilThere } from './harness/messages.js';
import { settled } from './harness/settled.js';
import { useStage } from './harness/stage.js';

/** Dead letters of a resubmission that somebody has time to stop. */
const many = 3_000;

const refusedAmount = { reason: 'InvalidBody', description: 'amount is "x" and must be a number' };
const timeout = { reason: 'Timeout', description: 'the warehouse did not answer' };

/** Opens a dialog by its button, and waits until it knows what would happen. */
async function opened(page: Page, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

const changes = (dialog: Locator) => dialog.getByRole('region', { name: 'What changes' });

describe('dead letters on the page', () => {
  const stage = useStage();
  const group = async (page: Page, reason: string): Promise<void> => {
    await page.getByRole('link', { name: reason }).click();
    await page.getByRole('heading', { level: 1, name: reason }).waitFor();
  };

  beforeEach(async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 3, (number) => ({
      ...order(`bad-${number}`),
      body: { ...order(`bad-${number}`).body, amount: 'x' },
    }));
    await deadLetterAll(client, ['orders'], refusedAmount);
    await send(client, 'orders', 2, (number) => order(`late-${number}`));
    await deadLetterAll(client, ['orders'], timeout);
  });

  afterEach(async () => {
    const { client } = stage.namespace;
    const places = [
      { queue: 'orders', subQueueType: undefined },
      { queue: 'orders', subQueueType: 'deadLetter' },
      { queue: 'parked', subQueueType: undefined },
    ] as const;
    for (const { queue, subQueueType } of places) {
      const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete', subQueueType });
      while ((await receiver.receiveMessages(500, { maxWaitTimeInMs: 300 })).length > 0);
      await receiver.close();
    }
  });

  it('are put together by the way in which they failed, each group under an address of its own', async () => {
    const { page } = await stage.visit('/dead-letters');
    const rows = page.getByRole('table', { name: 'Groups of dead letters' }).locator('tbody tr');
    await eventually(async () =>
      expect(await rows.locator('td[data-label="Messages"]').allInnerTexts()).toEqual(['3', '2']),
    );
    expect(await rows.first().innerText()).toContain('amount is … and must be a number');
    await group(page, 'InvalidBody');
    const address = page.url();
    const { page: another } = await stage.visit(address);
    const messages = another.getByRole('table', { name: 'Messages' }).locator('tbody tr');
    await messages.nth(2).waitFor();
    expect(await messages.count()).toBe(3);
  });

  it('are sent back as a whole group, and the others stay', async () => {
    const { page } = await stage.visit('/dead-letters');
    await group(page, 'Timeout');
    const dialog = await opened(page, 'Resubmit…');
    await dialog.getByRole('button', { name: /^Resubmit all 2/ }).click();
    await dialog.getByText('Done', { exact: true }).waitFor();
    await dialog.getByText('2 of 2: 2 sent back').waitFor();
    await untilThere(stage.namespace.client, 'orders', ['late-1', 'late-2']);
    await untilThere(stage.namespace.client, 'orders', ['bad-1', 'bad-2', 'bad-3'], 'deadLetter');
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText('No message of this group is here').waitFor();
  });

  it('that consumers would refuse stay, and it is said before and after', async () => {
    const { page } = await stage.visit('/dead-letters');
    await group(page, 'InvalidBody');
    const dialog = await opened(page, 'Resubmit…');
    await changes(dialog).getByText('would stay, since consumers would refuse it').waitFor();
    await dialog.getByRole('button', { name: /^Resubmit all 3/ }).click();
    await dialog.getByText('3 of 3: 3 refused, and stayed').waitFor();
    await dialog.getByRole('list', { name: 'What stayed, and why' }).getByText('must be a number').first().waitFor();
    expect(await messageIds(stage.namespace.client, 'orders')).toEqual([]);
  });

  it('are edited one by one, with the difference and the consumers’ word before they are sent', async () => {
    const { page } = await stage.visit(addressOf('orders', 'dead-letters'));
    await page.getByRole('table', { name: 'Messages' }).getByRole('link').first().click();
    const dialog = await opened(page, 'Edit and resubmit…');
    const body = dialog.getByRole('textbox', { name: 'Body' });
    const submit = dialog.getByRole('button', { name: /^Resubmit dead letter/ });
    await eventually(async () => expect(await submit.isDisabled()).toBe(true));
    await body.fill((await body.inputValue()).replace('"x"', '12.5'));
    await dialog.getByRole('group', { name: 'Property region' }).getByRole('textbox').fill('south');
    const difference = changes(dialog).getByRole('group', { name: 'Difference of the body' });
    await difference.getByText('"amount": "x"').waitFor();
    await difference.getByText('"amount": 12.5').waitFor();
    await changes(dialog).getByText('The message goes with 2 changes.').waitFor();
    await submit.click();
    await dialog.getByText('1 of 1: 1 sent back').waitFor();

    const receiver = stage.namespace.client.createReceiver('orders');
    const [back] = await receiver.peekMessages(1);
    await receiver.close();
    expect(back).toMatchObject({
      messageId: 'bad-1',
      body: { amount: 12.5 },
      applicationProperties: { region: 'south', edited: true, resubmit_count: 1 },
    });
  });

  it('are edited as a group by a patch', async () => {
    const { page } = await stage.visit('/dead-letters');
    await group(page, 'InvalidBody');
    const dialog = await opened(page, 'Edit and resubmit…');
    await dialog.getByRole('textbox', { name: /JSON Patch/ }).fill('[{"op":"replace","path":"/amount","value":7}]');
    await changes(dialog).getByText('/amount').waitFor();
    await dialog.getByRole('button', { name: /^Resubmit all 3/ }).click();
    await dialog.getByText('3 of 3: 3 sent back').waitFor();
    const receiver = stage.namespace.client.createReceiver('orders');
    const bodies = (await receiver.peekMessages(3)).map(({ body }) => body as { readonly amount: number });
    await receiver.close();
    expect(bodies.map(({ amount }) => amount)).toEqual([7, 7, 7]);
  });

  it('go elsewhere, and tell there where they came from', async () => {
    const { page } = await stage.visit('/dead-letters');
    await group(page, 'Timeout');
    const dialog = await opened(page, 'Resubmit…');
    await dialog.getByRole('combobox', { name: 'Send to' }).selectOption('parked');
    await dialog.getByRole('button', { name: /^Resubmit all 2/ }).click();
    await dialog.getByText('2 of 2: 2 sent back').waitFor();
    await untilThere(stage.namespace.client, 'parked', ['late-1', 'late-2']);
    await page.goto(new URL(addressOf('parked', 'messages'), stage.dashboard.address).href);
    await page.getByRole('table', { name: 'Messages' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Provenance' }).waitFor();
    await page.getByRole('heading', { name: 'Last time it was dead-lettered' }).waitFor();
    await page.getByText(timeout.description).first().waitFor();
  });

  it('are parked by choice, and taken up again', async () => {
    const { page } = await stage.visit(addressOf('orders', 'dead-letters'));
    const rows = page.getByRole('table', { name: 'Messages' }).locator('tbody tr');
    await rows.nth(4).waitFor();
    await rows.first().getByRole('checkbox').check();
    const dialog = await opened(page, 'Park…');
    await dialog.getByRole('button', { name: /^Park / }).click();
    await dialog.getByText('1 of 1: 1 parked').waitFor();
    await untilThere(stage.namespace.client, 'parked', ['bad-1']);

    await page.goto(new URL('/dead-letters', stage.dashboard.address).href);
    await page.getByRole('table', { name: 'Groups of parked messages' }).getByRole('link').click();
    const again = await opened(page, 'Unpark…');
    await again.getByRole('button', { name: /^Unpark / }).click();
    await again.getByText('1 of 1: 1 sent back').waitFor();
    await untilThere(stage.namespace.client, 'orders', ['bad-1']);
  });

  it('that are many can be stopped on their way, and none is lost', async () => {
    const { client, broker } = stage.namespace;
    await send(client, 'orders', many, (number) => order(`many-${number}`));
    await deadLetterAll(client, ['orders'], { reason: 'Outage', description: '' });
    const { page } = await stage.visit('/dead-letters');
    await group(page, 'Outage');
    const dialog = await opened(page, 'Resubmit…');
    await dialog.getByRole('button', { name: /^Resubmit all/ }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await dialog.getByText('Stopped', { exact: true }).waitFor();
    const { active, deadLettered } = broker.counts('orders');
    expect(active).toBeLessThan(many);
    expect(active + deadLettered).toBe(many + 5);
  });

  it.each(['light', 'dark'] as const)(
    'are edited in a dialog that axe does not object to, in %s',
    async (colorScheme) => {
      const { page } = await stage.visit(addressOf('orders', 'dead-letters'), { colorScheme, bypassCSP: true });
      await settled(page);
      await page.getByRole('table', { name: 'Messages' }).getByRole('link').first().click();
      const dialog = await opened(page, 'Edit and resubmit…');
      await changes(dialog).getByText('would stay').waitFor();
      expect(await objectionsOfAxe(page)).toEqual([]);
    },
  );
});

describe('dead letters on a page that only looks', () => {
  const stage = useStage({ args: ['--read-only'] });

  it('can be seen, and not be moved', async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 1);
    await deadLetterAll(client, ['orders'], timeout);
    const { page } = await stage.visit('/dead-letters');
    await page.getByRole('link', { name: 'Timeout' }).click();
    const button = page.getByRole('button', { name: 'Resubmit…', exact: true });
    await button.waitFor();
    expect(await button.isDisabled()).toBe(true);
    expect(await button.getAttribute('title')).toContain('--read-only');
  });
});
