import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

import { objectionsOfAxe } from './harness/accessibility.js';
import { eventually } from './harness/eventually.js';
import { deadLetterAll, order, send } from './harness/messages.js';
import { useStage } from './harness/stage.js';

/** Ids of the messages that a list shows, in its order. */
function listed(page: Page): Promise<readonly string[]> {
  return page.getByRole('table', { name: 'Messages' }).locator('tbody td[data-label="Message id"]').allInnerTexts();
}

async function untilListed(page: Page, ids: readonly string[]): Promise<void> {
  await eventually(async () => expect(await listed(page)).toEqual(ids));
}

function numbered(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `order-${from + index}`);
}

async function addFilter(page: Page, kind: string, text: string): Promise<void> {
  await page.getByLabel('Filter by').selectOption(kind);
  await page
    .getByRole('search')
    .getByRole('textbox', { name: kind })
    .or(page.getByRole('combobox', { name: kind }))
    .fill(text);
  await page.getByRole('button', { name: 'Add filter' }).click();
}

describe('the message browser', () => {
  const stage = useStage();

  beforeAll(async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 250, (number) => ({
      ...order(`order-${number}`, number),
      applicationProperties: { region: number % 2 === 0 ? 'north' : 'south', number },
      ...(number === 7 ? { subject: 'return' } : {}),
    }));
  });

  it('shows a hundred messages at a time, and asks for no more than it shows', async () => {
    const { page } = await stage.visit('/');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/messages?')) asked.push(new URL(request.url()).searchParams.get('limit') ?? '');
    });
    await page.goto(new URL('/entity/orders/messages', stage.dashboard.address).href);
    await untilListed(page, numbered(1, 100));
    expect(asked).toEqual(['100']);
  });

  it('goes to the next page, to the one before, and to any sequence number', async () => {
    const { page } = await stage.visit('/entity/orders/messages');
    await untilListed(page, numbered(1, 100));
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await untilListed(page, numbered(101, 200));
    await page.getByRole('button', { name: 'Previous', exact: true }).click();
    await untilListed(page, numbered(1, 100));
    await page.getByLabel('From sequence number').fill('240');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await untilListed(page, numbered(240, 250));
    expect(new URL(page.url()).searchParams.get('from')).toBe('240');
    await page.getByText('11 messages, to the end').waitFor();
  });

  it('filters by text, system property, application property and JSONPath, all in the address', async () => {
    const { page } = await stage.visit('/entity/orders/messages');
    await addFilter(page, 'JSONPath in body', '$.amount<10');
    await untilListed(page, numbered(1, 9));
    await addFilter(page, 'Application property', 'region=south');
    await untilListed(page, ['order-1', 'order-3', 'order-5', 'order-7', 'order-9']);
    await addFilter(page, 'System property', 'subject~return');
    await untilListed(page, ['order-7']);
    await addFilter(page, 'Body text', 'ORDER-7');
    await page.getByText('1 message of 250 messages looked at, to the end').waitFor();

    await page.reload();
    await untilListed(page, ['order-7']);
    const chips = page.getByRole('list', { name: 'Filters' });
    await chips.getByRole('button', { name: 'Remove filter System property subject~return' }).click();
    await untilListed(page, ['order-7']);
    await chips.getByRole('button', { name: 'Remove filter Body text ORDER-7' }).click();
    await untilListed(page, ['order-1', 'order-3', 'order-5', 'order-7', 'order-9']);
    await chips.getByRole('button', { name: 'Application property region=south', exact: true }).click();
    await page.getByRole('textbox', { name: 'Application property' }).fill('number=4');
    await page.getByRole('button', { name: 'Change filter' }).click();
    await untilListed(page, ['order-4']);
  });

  it('shows what the server has against a filter at its field', async () => {
    const { page, allow } = await stage.visit('/entity/orders/messages');
    allow(/response: 400/);
    await addFilter(page, 'JSONPath in body', '$.[>1');
    const field = page.getByRole('textbox', { name: 'JSONPath in body' });
    await page.getByRole('alert').filter({ hasText: 'is no JSONPath' }).waitFor();
    expect(await field.inputValue()).toBe('$.[>1');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('$.amount=3');
    await page.getByRole('button', { name: 'Change filter' }).click();
    await untilListed(page, ['order-3']);
  });

  it('says how many messages came since, and moves no row by itself', async () => {
    const { page } = await stage.visit('/entity/parked/messages');
    await page.getByText('No messages').waitFor();
    await send(stage.namespace.client, 'parked', 3);
    await page.getByText('3 more messages since').waitFor();
    expect(await listed(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show' }).click();
    await untilListed(page, numbered(1, 3));
  });

  it('opens, walks and closes messages by the keyboard alone', async () => {
    const { page } = await stage.visit('/entity/orders/messages?from=101');
    await untilListed(page, numbered(101, 200));
    await page.getByRole('table', { name: 'Messages' }).locator('tbody tr').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/messages\/102\?from=101$/);
    await page.keyboard.press('n');
    await page.waitForURL(/\/messages\/103\?from=101$/);
    await page.keyboard.press('p');
    await page.waitForURL(/\/messages\/102\?from=101$/);
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/messages\?from=101$/);
  });

  it('chooses rows by space, and a range by shift and space', async () => {
    const { page } = await stage.visit('/entity/orders/messages');
    await untilListed(page, numbered(1, 100));
    await page.getByRole('table', { name: 'Messages' }).locator('tbody tr').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Space');
    await page.getByRole('group', { name: 'Chosen messages' }).getByText('3 messages').waitFor();
  });
});

describe('a message', () => {
  const stage = useStage();
  const evil = '<img src=x onerror="window.ran=true"><script>window.ran=true</script>';

  beforeAll(async () => {
    const { client } = stage.namespace;
    await send(client, 'orders', 1, () => ({
      messageId: 'first',
      subject: evil,
      body: { id: 1, nested: { list: [1, 2], html: evil } },
      applicationProperties: { text: evil, number: 7, yes: true, when: new Date(Date.UTC(2026, 0, 31)) },
    }));
    await send(client, 'orders', 1, () => ({ messageId: 'html', body: Buffer.from(evil) }));
    await send(client, 'orders', 1, () => ({ messageId: 'bytes', body: Buffer.from([0, 255, 254, 65]) }));
    await send(client, 'parked', 1);
    await deadLetterAll(client, ['parked']);
  });

  it('shows its properties with their types, and its body as JSON that folds, text and bytes', async () => {
    const { page } = await stage.visit('/entity/orders/messages/1');
    const panel = page.getByRole('region', { name: 'Message 1' });
    const properties = panel.getByRole('table', { name: 'Application properties' });
    await properties.waitFor();
    const rows = await properties.getByRole('row').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/number 7 number/),
        expect.stringMatching(/yes true boolean/),
        expect.stringMatching(/when 2026-01-31T00:00:00.000Z date/),
      ]),
    );
    const json = panel.getByRole('group', { name: 'Body as JSON' });
    await json.getByText('"list"').waitFor();
    await panel.getByRole('button', { name: 'Fold all', exact: true }).click();
    expect(await json.getByText('"list"').isVisible()).toBe(false);
    await panel.getByRole('button', { name: 'Text', exact: true }).click();
    expect(await panel.locator('pre').innerText()).toContain('{"id":1');
    await panel.getByRole('button', { name: 'Hex' }).click();
    expect(await panel.locator('pre').innerText()).toMatch(/^00000000 {2}7b 22 69 64 22 3a 31 2c/);
  });

  it.each(['1', '2'])('is never run: message %s is text', async (sequenceNumber) => {
    const { page } = await stage.visit(`/entity/orders/messages/${sequenceNumber}`);
    const panel = page.getByRole('region', { name: `Message ${sequenceNumber}` });
    await panel.getByText('window.ran=true').first().waitFor();
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  });

  it('that is no text is shown as bytes', async () => {
    const { page } = await stage.visit('/entity/orders/messages/3');
    await page.getByRole('region', { name: 'Message 3' }).getByText('00 ff fe 41').waitFor();
  });

  it('tells why it is dead, and what became of it', async () => {
    const { page } = await stage.visit('/entity/parked/dead-letters');
    await page.getByRole('table', { name: 'Messages' }).locator('tbody tr').first().click();
    const panel = page.getByRole('region', { name: /^Message / });
    await panel.getByText('ValidationError').first().waitFor();
    const history = panel.getByRole('region', { name: 'History' });
    await history.getByText(/^enqueued/).waitFor();
    await history.getByText(/^dead-lettered/).waitFor();
  });

  it('that is gone is told of, with a way back', async () => {
    const { page, allow } = await stage.visit('/entity/orders/messages/999');
    allow(/response: 404/);
    await page.getByRole('alert').filter({ hasText: '999' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await untilListed(page, ['first', 'html', 'bytes']);
  });

  it('is sent again as it was, from a form that it fills', async () => {
    const { page } = await stage.visit('/entity/orders/messages/1');
    await page.getByRole('link', { name: 'Send again…' }).click();
    const id = page.getByRole('textbox', { name: 'messageId' });
    await eventually(async () => expect(await id.inputValue()).toBe('first'));
    await id.fill('second');
    await page.reload();
    await eventually(async () => expect(await id.inputValue()).toBe('second'));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('1 message sent.').waitFor();

    const receiver = stage.namespace.client.createReceiver('orders', { skipConvertingDate: true });
    const sent = (await receiver.peekMessages(10)).find(({ messageId }) => messageId === 'second');
    await receiver.close();
    expect(sent?.body).toEqual({ id: 1, nested: { list: [1, 2], html: evil } });
    expect(sent?.applicationProperties).toEqual({
      text: evil,
      number: 7,
      yes: true,
      when: new Date(Date.UTC(2026, 0, 31)),
    });
  });
});

describe('sending', () => {
  const stage = useStage();

  it('checks the body while it is written, and sends nothing that is wrong', async () => {
    const { page } = await stage.visit('/entity/orders/send');
    const body = page.getByRole('textbox', { name: 'Body' });
    await body.fill('{"amount": ');
    await page.getByRole('alert').filter({ hasText: 'This is no JSON' }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    expect(await body.getAttribute('aria-invalid')).toBe('true');
    await body.fill('{"amount": 3}');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('1 message sent.').waitFor();
  });

  it('schedules, and shows the message as scheduled', async () => {
    const { page } = await stage.visit('/entity/parked/send');
    await page.getByRole('textbox', { name: 'messageId' }).fill('later');
    await page.getByLabel('Scheduled for').fill('2099-01-31T12:00');
    await page.getByRole('button', { name: 'Schedule' }).click();
    await page.getByText('1 message scheduled').waitFor();
    await page.getByRole('link', { name: 'Look at the messages' }).click();
    await untilListed(page, ['later']);
    await page.getByRole('table', { name: 'Messages' }).getByText('scheduled', { exact: true }).waitFor();
  });

  it('shows a refusal of the namespace at the field that it is about', async () => {
    const { page, allow } = await stage.visit('/entity/customer-orders/send');
    allow(/response: 4\d\d|response: 502/);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const session = page.getByRole('textbox', { name: 'sessionId', exact: true });
    await eventually(async () => expect(await session.getAttribute('aria-invalid')).toBe('true'));
    await session.fill('ada');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('1 message sent.').waitFor();
  });

  it('offers nothing where the dashboard only looks', async () => {
    const { address } = await stage.startDashboard('--read-only');
    const { page } = await stage.visit(new URL('/entity/orders/send', address).href);
    await page.getByText('Nothing can be sent from here').waitFor();
    await page.goto(new URL('/entity/orders/messages', address).href);
    const purge = page.getByRole('button', { name: 'Purge…' });
    await purge.waitFor();
    expect(await purge.isDisabled()).toBe(true);
    await page.getByText('started with --read-only').waitFor();
  });
});

describe('the views of messages', () => {
  const stage = useStage();

  beforeAll(async () => {
    await send(stage.namespace.client, 'orders', 3);
  });

  it.each(['messages', 'messages/2', 'dead-letters', 'send'])('have nothing that axe objects to: %s', async (tab) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await stage.visit(`/entity/orders/${tab}`, { bypassCSP: true, colorScheme });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      expect(await objectionsOfAxe(page)).toEqual([]);
    }
  });

  it.each(['messages', 'messages/2', 'dead-letters', 'send'])('fit a phone: %s', async (tab) => {
    const { page } = await stage.visit(`/entity/orders/${tab}`, { viewport: { width: 360, height: 740 } });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    const tooWide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(tooWide).toBe(0);
  });
});

describe('taking messages away', () => {
  const stage = useStage();

  it('purges once the name of the entity is typed, and tells how many went', async () => {
    await send(stage.namespace.client, 'parked', 120);
    const { page } = await stage.visit('/entity/parked/messages');
    await untilListed(page, numbered(1, 100));
    await page.getByRole('button', { name: 'Purge…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Purge the messages of parked' });
    const purge = dialog.getByRole('button', { name: 'Purge', exact: true });
    await dialog.getByRole('textbox').fill('park');
    expect(await purge.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('parked');
    await purge.click();
    await page.getByText('No messages', { exact: true }).waitFor();
    await page.getByText(/120 deleted/).waitFor();
  });

  it('deletes what was chosen by the keyboard, and nothing else', async () => {
    await send(stage.namespace.client, 'orders', 5);
    const { page } = await stage.visit('/entity/orders/messages');
    await untilListed(page, numbered(1, 5));
    await page.getByRole('table', { name: 'Messages' }).locator('tbody tr').nth(1).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+Space');
    await page.getByRole('group', { name: 'Chosen messages' }).getByRole('button', { name: 'Delete…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').locator('input:focus').waitFor();
    await page.keyboard.type('orders');
    await page.keyboard.press('Enter');
    await untilListed(page, ['order-1', 'order-4', 'order-5']);
    await page.getByRole('button', { name: 'Choose all' }).waitFor();
  });

  it('deletes all that match the filter, on every page', async () => {
    await send(stage.namespace.client, 'returns', 150, (number) => order(`return-${number}`, number));
    const { page } = await stage.visit('/entity/orders/messages?body=%24.amount%3E20&system=messageId~return');
    await eventually(async () => expect((await listed(page)).length).toBe(100));
    await page.getByRole('button', { name: 'Choose all that match' }).click();
    await page.getByRole('group', { name: 'Chosen messages' }).getByText('All messages that match').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('orders');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('No message matches').waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await eventually(async () => expect((await listed(page)).filter((id) => id.startsWith('return')).length).toBe(20));
  });
});

describe('export and import', () => {
  const stage = useStage();

  it('round a message trip: what is exported of one queue is the same in another', async () => {
    const when = new Date(Date.UTC(2026, 0, 31));
    await send(stage.namespace.client, 'orders', 12, (number) => ({
      ...order(`order-${number}`, number),
      applicationProperties: { number, when, yes: true },
    }));
    const { page } = await stage.visit('/entity/orders/messages?body=%24.amount%3E10');
    await untilListed(page, ['order-11', 'order-12']);
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export what matches' }).click();
    const file = await (await downloading).path();

    await page.goto(new URL('/entity/parked/messages', stage.dashboard.address).href);
    await page.getByRole('button', { name: 'Import…' }).click();
    await page.getByLabel('File with a message on each line').setInputFiles(file);
    await page.getByRole('button', { name: 'Import 2 messages' }).click();
    await page.getByText(/2 sent/).waitFor();
    await untilListed(page, ['order-11', 'order-12']);
    const receiver = stage.namespace.client.createReceiver('parked', { skipConvertingDate: true });
    const [first] = await receiver.peekMessages(1);
    await receiver.close();
    expect(first).toMatchObject({
      body: { order_id: 'order-11', amount: 11 },
      subject: 'order',
      contentType: 'application/json',
      applicationProperties: { number: 11, when, yes: true },
    });
  });

  it('takes only the chosen messages along', async () => {
    await send(stage.namespace.client, 'returns', 3, (number) => order(`return-${number}`));
    const { page } = await stage.visit('/entity/orders/messages?system=messageId~return');
    await untilListed(page, ['return-1', 'return-2', 'return-3']);
    await page
      .getByRole('checkbox', { name: /^Choose message/ })
      .nth(1)
      .click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export', exact: true }).click();
    const text = await readFile(await (await downloading).path(), 'utf8');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { messageId: string }).messageId),
    ).toEqual(['return-2']);
  });

  it('sends nothing of a file with a wrong line, and tells its number', async () => {
    const { page } = await stage.visit('/entity/parked/messages');
    await page.getByRole('button', { name: 'Import…' }).click();
    const buffer = Buffer.from('{"body":{"kind":"text","value":"fine"}}\nnot json\n');
    await page
      .getByLabel('File with a message on each line')
      .setInputFiles({ name: 'some.ndjson', mimeType: 'application/x-ndjson', buffer });
    await page.getByText('Line 2').waitFor();
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
  });
});

describe('sessions', () => {
  const stage = useStage();

  beforeAll(async () => {
    const { client } = stage.namespace;
    await send(client, 'customer-orders', 4, (number) => ({
      ...order(`order-${number}`),
      sessionId: number === 4 ? 'grace' : 'ada',
    }));
    const session = await client.acceptSession('customer-orders', 'ada');
    await session.setSessionState(Buffer.from(JSON.stringify({ step: 'paid' })));
    await session.close();
  });

  it('are listed with their state, and lead to their messages', async () => {
    const { page } = await stage.visit('/entity/customer-orders/sessions');
    const table = page.getByRole('table', { name: 'Sessions' });
    const ada = table.getByRole('row').filter({ hasText: 'ada' });
    await ada.getByRole('link', { name: '3 messages of session ada' }).waitFor();
    await ada.getByRole('button', { name: 'State of session ada' }).click();
    await page.getByRole('dialog', { name: 'State of session ada' }).getByText('"step": "paid"').waitFor();
    await page.keyboard.press('Escape');
    await table.getByRole('row').filter({ hasText: 'grace' }).getByText('none').waitFor();
    await ada.getByRole('link', { name: '3 messages of session ada' }).click();
    await untilListed(page, numbered(1, 3));
  });
});
