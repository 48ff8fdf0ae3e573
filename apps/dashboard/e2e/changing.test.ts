import { readFile } from 'node:fs/promises';

import Long from 'long';
import type { Page } from 'playwright-core';

import { addressOf } from './harness/entities.js';
import { deadLetterAll, messageIds, order, send, untilThere } from './harness/messages.js';
import { useStage } from './harness/stage.js';

describe('what the page takes away, and brings in', () => {
  const stage = useStage();

  const confirm = async (page: Page, action: string, entity: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: action, exact: true });
    await dialog.getByRole('textbox').fill(entity.slice(0, -1));
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(entity);
    await button.click();
    await dialog.waitFor({ state: 'hidden' });
  };

  it('purges an entity once its name was typed, and leaves its dead letters', async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 2, (number) => order(`dead-${number}`));
    await deadLetterAll(client, ['orders']);
    await send(client, 'orders', 120);
    const { page } = await stage.visit(addressOf('orders', 'messages'));
    await page.getByRole('button', { name: 'Purge…' }).click();
    await confirm(page, 'Purge', 'orders');
    await untilThere(client, 'orders', []);
    expect(await messageIds(client, 'orders', 'deadLetter')).toEqual(['dead-1', 'dead-2']);
    await page.goto(new URL('/jobs', stage.dashboard.address).href);
    await page.getByText(/purge/i).first().waitFor();
    await page.getByText('120').first().waitFor();
  });

  it('deletes what was chosen, and nothing beside it', async () => {
    const { client } = stage.namespace;
    await send(client, 'parked', 5, (number) => order(`parked-${number}`));
    const { page } = await stage.visit(addressOf('parked', 'messages'));
    const rows = page.getByRole('table', { name: 'Messages' }).locator('tbody tr');
    await rows.nth(4).waitFor();
    await rows.nth(1).getByRole('checkbox').check();
    await rows.nth(3).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await confirm(page, 'Delete', 'parked');
    await untilThere(client, 'parked', ['parked-1', 'parked-3', 'parked-5']);
  });

  it('exports messages to a file that it takes back with all their properties', async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 3, (number) => ({
      ...order(`kept-${number}`, number),
      correlationId: 'of-an-export',
      applicationProperties: { region: 'north', number, urgent: true },
    }));
    const { page } = await stage.visit(addressOf('orders', 'messages'));
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export', exact: true }).click();
    const file = await (await download).path();
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(3);

    await page.goto(new URL(addressOf('parked', 'messages'), stage.dashboard.address).href);
    await page.getByRole('button', { name: 'Import…' }).click();
    await page.getByRole('dialog').locator('input[type=file]').setInputFiles(file);
    await page.getByRole('button', { name: 'Import 3 messages' }).click();
    await untilThere(client, 'parked', ['parked-1', 'parked-3', 'parked-5', 'kept-1', 'kept-2', 'kept-3']);

    const receiver = client.createReceiver('parked');
    const messages = await receiver.peekMessages(10, { fromSequenceNumber: Long.ZERO });
    await receiver.close();
    const taken = messages.find(({ messageId }) => messageId === 'kept-2');
    expect(taken).toMatchObject({
      subject: 'order',
      correlationId: 'of-an-export',
      contentType: 'application/json',
      body: { order_id: 'kept-2', amount: 2 },
      applicationProperties: { region: 'north', number: 2, urgent: true },
    });
  });

  it('imports nothing of a file with a wrong line, and names the line', async () => {
    const { page } = await stage.visit(addressOf('customer-orders', 'messages'));
    await page.getByRole('button', { name: 'Import…' }).click();
    const good = JSON.stringify({ body: { kind: 'text', value: 'good' }, sessionId: 'ada' });
    await page
      .getByRole('dialog')
      .locator('input[type=file]')
      .setInputFiles({
        name: 'wrong.ndjson',
        mimeType: 'application/x-ndjson',
        buffer: Buffer.from(`${good}\n{"body":3}\n`),
      });
    await page.getByRole('dialog').getByText('Line 2').waitFor();
    expect(
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Import/ })
        .isDisabled(),
    ).toBe(true);
    expect(await messageIds(stage.namespace.client, 'customer-orders')).toEqual([]);
  });
});

describe('the sessions of a queue', () => {
  const stage = useStage();

  it('are listed with their messages and their state, and say when somebody holds them', async () => {
    const { client } = stage.namespace;
    await send(client, 'customer-orders', 3, (number) => ({ ...order(`of-ada-${number}`), sessionId: 'ada' }));
    await send(client, 'customer-orders', 1, () => ({ ...order('of-grace'), sessionId: 'grace' }));
    const ada = await client.acceptSession('customer-orders', 'ada');
    await ada.setSessionState({ step: 'paid' });
    await ada.close();
    const grace = await client.acceptSession('customer-orders', 'grace');
    const { page } = await stage.visit(addressOf('customer-orders', 'sessions'));
    const rows = page.getByRole('table', { name: 'Sessions' }).locator('tbody tr');
    await rows.filter({ hasText: 'ada' }).getByText('paid').waitFor();
    await rows.filter({ hasText: 'grace' }).getByText('held by a receiver').waitFor();
    await grace.close();
    await rows.filter({ hasText: 'ada' }).getByRole('link').click();
    await page.getByText('of-ada-3', { exact: true }).waitFor();
    expect(await page.getByText('of-grace', { exact: true }).count()).toBe(0);
  });
});
