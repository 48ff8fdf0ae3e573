import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import type { ServiceBusReceiver } from '@azure/service-bus';
import { reprocessorCommand } from '../src/reprocessor-command.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const reprocess = (...args: readonly string[]) => system.run(reprocessorCommand, args);

async function deadLetterAll(receiver: ServiceBusReceiver, count: number, deadLetterReason: string): Promise<void> {
  const messages = await receiver.receiveMessages(count);
  const why = { deadLetterReason, deadLetterErrorDescription: 'amount is missing' };
  await Promise.all(messages.map((message) => receiver.deadLetterMessage(message, why)));
  await receiver.close();
}

async function deadLetterOrders(count: number, reason = 'InvalidBody'): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => ({ messageId: `${reason}-${index}`, body: { index } }));
  await system.client.createSender('orders').sendMessages(messages);
  await deadLetterAll(system.client.createReceiver('orders'), count, reason);
}

async function deadLetterEvent(subscription: string): Promise<void> {
  await system.client.createSender('events').sendMessages({ messageId: 'E-1', body: {} });
  await deadLetterAll(system.client.createReceiver('events', subscription), 1, 'InvalidBody');
}

const counts = (entity: string) => {
  const { active, deadLettered } = system.broker.counts(entity);
  return { active, deadLettered };
};

test('sends the dead letters of the queue and of the subscriptions back to where they were', async () => {
  await deadLetterOrders(3);
  await deadLetterEvent('billing');
  const { exitCode, stdout } = await reprocess('--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    app: 'dlq-reprocessor',
    dryRun: false,
    sources: [
      { source: 'queue orders', examined: 3, resubmitted: 3, reasons: { InvalidBody: 3 } },
      { source: 'queue customer-orders', examined: 0 },
      { source: 'subscription billing of topic events', resubmitted: 1 },
      { source: 'subscription analytics of topic events', examined: 0, resubmitted: 0 },
      { source: 'subscription reports of topic insights', examined: 0 },
    ],
  });
  expect(counts('orders')).toEqual({ active: 3, deadLettered: 0 });
  expect(counts('events/Subscriptions/billing')).toEqual({ active: 1, deadLettered: 0 });
  // The event as it was sent at first, and no second one.
  expect(counts('events/Subscriptions/analytics')).toEqual({ active: 1, deadLettered: 0 });
});

test('tells what it would do, and does nothing, in a dry run', async () => {
  await deadLetterOrders(2);
  const { exitCode, stdout } = await reprocess('--dry-run', '--source', 'queue');
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    [
      'queue orders:',
      '  InvalidBody-0: would be sent back — InvalidBody: amount is missing',
      '  InvalidBody-1: would be sent back — InvalidBody: amount is missing',
      '  2 dead letters: 2 would be sent back',
    ].join('\n'),
  );
  expect(counts('orders')).toEqual({ active: 0, deadLettered: 2 });
});

test('works on the one source that it is told', async () => {
  await deadLetterOrders(1);
  await deadLetterEvent('billing');
  await reprocess('--source', 'billing');
  expect(counts('orders').deadLettered).toBe(1);
  expect(counts('events/Subscriptions/billing').deadLettered).toBe(0);
});

test('sends back only what is about the given reason', async () => {
  await deadLetterOrders(2, 'EarlierFormat');
  await deadLetterOrders(3, 'InvalidJson');
  const { stdout } = await reprocess('--source', 'queue', '--reason', 'earlier', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ sources: [{ examined: 5, resubmitted: 2, unmatched: 3 }] });
  expect(counts('orders')).toEqual({ active: 2, deadLettered: 3 });
});

test('sends back no more than the limit', async () => {
  await deadLetterOrders(5);
  await reprocess('--source', 'queue', '--limit', '2');
  expect(counts('orders')).toEqual({ active: 2, deadLettered: 3 });
});

test('leaves what was sent back too often', async () => {
  await deadLetterOrders(1);
  await reprocess('--source', 'queue');
  await deadLetterAll(system.client.createReceiver('orders'), 1, 'InvalidBody');
  const { stdout } = await reprocess('--source', 'queue', '--max-resubmits', '1');
  expect(stdout).toContain('stays, it was sent back 1 time already');
  expect(counts('orders')).toEqual({ active: 0, deadLettered: 1 });
});

test('says so when there is nothing to do', async () => {
  const { exitCode, stdout } = await reprocess('--source', 'queue');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'queue orders:\n  no dead letters' });
});

test('does the same by the name of its command', async () => {
  await deadLetterOrders(1);
  await reprocess('resubmit', '--source', 'queue');
  expect(counts('orders')).toEqual({ active: 1, deadLettered: 0 });
});

describe('list', () => {
  test('shows dead letters, and leaves them', async () => {
    await deadLetterOrders(2);
    const { exitCode, stdout } = await reprocess('list', '--source', 'queue');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('queue orders: 2 dead letters');
    expect(stdout).toMatch(/InvalidBody-1 .*│ 2 .*│ InvalidBody *│ amount is missing/);
    expect(counts('orders')).toEqual({ active: 0, deadLettered: 2 });
  });

  test('prints a line of JSON for each that is meant', async () => {
    await deadLetterOrders(3);
    const { stdout } = await reprocess('list', '--json', '--source', 'queue', '--body-path', '$.index>=1');
    const lines = stdout.split('\n').map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ messageId: 'InvalidBody-1', sequenceNumber: '2', reason: 'InvalidBody', resubmits: 0 }),
      expect.objectContaining({ messageId: 'InvalidBody-2' }),
    ]);
  });

  test('shows what they carry', async () => {
    await deadLetterOrders(1);
    const text = await reprocess('list', '--source', 'queue', '--contents');
    expect(text.stdout.split('\n')).toEqual([
      'queue orders: 1 dead letter',
      '  InvalidBody-0',
      expect.stringMatching(/^ +number 1, enqueued 2\d{3}-.*Z, 0 deliveries, 0 returns$/),
      '    InvalidBody: amount is missing',
      '    {',
      '      "index": 0',
      '    }',
    ]);
    const json = await reprocess('list', '--source', 'queue', '--contents', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ messageId: 'InvalidBody-0', body: { index: 0 }, bodyIs: 'json' });
  });

  test('says how many more there are', async () => {
    await deadLetterOrders(3);
    const { stdout } = await reprocess('list', '--source', 'queue', '--limit', '1');
    expect(stdout).toContain('… and 2 more; --limit shows more');
  });
});

describe('groups', () => {
  test('counts dead letters by the way they failed', async () => {
    await deadLetterOrders(3, 'InvalidBody');
    await deadLetterOrders(1, 'EarlierFormat');
    await deadLetterEvent('billing');
    const { stdout } = await reprocess('groups', '--json');
    expect(stdout.split('\n').map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ source: 'queue orders', reason: 'InvalidBody', count: 3 }),
      expect.objectContaining({ source: 'queue orders', reason: 'EarlierFormat', count: 1 }),
      expect.objectContaining({ source: 'subscription billing of topic events', count: 1, example: 'E-1' }),
    ]);
  });

  test('are a table for people', async () => {
    await deadLetterOrders(2);
    const { stdout } = await reprocess('groups');
    expect(stdout).toMatch(/queue orders *│ 2 *│ InvalidBody/);
  });

  test('says so when there is nothing', async () => {
    await expect(reprocess('groups')).resolves.toMatchObject({ stdout: 'no dead letters' });
  });
});

describe('edits', () => {
  const patch = '[{"op":"add","path":"/amount","value":19.9}]';

  test('are shown in a dry run', async () => {
    await deadLetterOrders(1);
    const { stdout } = await reprocess(
      ...['resubmit', '--source', 'queue', '--dry-run', '--patch', patch, '--set-property', 'type=order'],
    );
    expect(stdout.split('\n')).toEqual([
      'queue orders:',
      '  InvalidBody-0: would be sent back — InvalidBody: amount is missing',
      '      body /amount: added 19.9',
      '      property type: added "order"',
      '  1 dead letter: 1 would be sent back',
    ]);
  });

  test('come from a file, and change what is sent', async () => {
    await deadLetterOrders(1);
    const file = join(system.folder, 'cure.json');
    await writeFile(file, patch);
    const { exitCode } = await reprocess('resubmit', '--source', 'queue', '--patch', file, '--by', 'me');
    expect(exitCode).toBe(0);
    const [message] = await system.client.createReceiver('orders').peekMessages(1);
    expect(message).toMatchObject({
      body: { index: 0, amount: 19.9 },
      applicationProperties: { edited: true, resubmitted_by: 'me' },
    });
  });

  test('that cannot be made leave the message, and end with 1', async () => {
    await deadLetterOrders(1);
    const { exitCode, stdout, stderr } = await reprocess(
      ...['resubmit', '--source', 'queue', '--patch', '[{"op":"remove","path":"/x"}]'],
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'dlq-reprocessor: 1 dead letter could not be sent, and stayed',
    });
    expect(stdout).toContain('stays, the patch cannot remove /x: nothing is there');
    expect(counts('orders')).toEqual({ active: 0, deadLettered: 1 });
  });
});

test('leaves what the consumers would refuse, when told to check', async () => {
  await deadLetterOrders(1);
  const { exitCode, stdout } = await reprocess('resubmit', '--source', 'queue', '--check-schema');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('stays, InvalidBody: order_id is missing');
});

test.each(['session-queue', 'customer-orders'])('sends messages elsewhere by %s', async (to) => {
  await system.client.createSender('orders').sendMessages({ messageId: 'A-1', sessionId: 'S-1', body: {} });
  await deadLetterAll(system.client.createReceiver('orders'), 1, 'InvalidBody');
  const { stdout } = await reprocess('resubmit', '--source', 'queue', '--to', to);
  expect(stdout).toContain('A-1: sent to queue customer-orders');
  expect(counts('customer-orders').active).toBe(1);
});

test('parks what was sent back too often, and takes it up again', async () => {
  await deadLetterOrders(1);
  await reprocess('--source', 'queue');
  await deadLetterAll(system.client.createReceiver('orders'), 1, 'InvalidBody');
  const parking = await reprocess('--source', 'queue', '--max-resubmits', '1', '--park');
  expect(parking.stdout).toContain('parked in parking queue parked, it was sent back 1 time already');
  expect(counts('orders')).toEqual({ active: 0, deadLettered: 0 });
  expect(counts('parked').active).toBe(1);
  const list = await reprocess('list', '--source', 'parked', '--json');
  expect(JSON.parse(list.stdout)).toMatchObject({
    source: 'parking queue parked',
    reason: 'InvalidBody',
    resubmits: 1,
  });
  const groups = await reprocess('groups', '--source', 'parked', '--json');
  expect(JSON.parse(groups.stdout)).toMatchObject({ reason: 'InvalidBody', count: 1 });

  const refused = await reprocess('unpark', '--check-schema');
  expect(refused).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('stays, InvalidBody: ') });
  const back = await reprocess('unpark', '--reason', 'InvalidBody');
  expect(back.stdout).toContain('InvalidBody-0: sent to queue orders');
  expect(counts('orders')).toEqual({ active: 1, deadLettered: 0 });
  expect(counts('parked').active).toBe(0);
});

test('tells in JSON what was done before a failure', async () => {
  await deadLetterOrders(2);
  await deadLetterEvent('billing');
  const outputs = join(system.folder, 'other.json');
  await writeFile(outputs, (await readFile(system.outputsFile, 'utf8')).replaceAll('customer-orders', 'gone'));
  const { exitCode, stdout, stderr } = await reprocess('--json', '--outputs', outputs);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    interrupted: false,
    sources: [
      { source: 'queue orders', resubmitted: 2 },
      { source: 'queue gone', examined: 0, error: expect.stringContaining('dead letters of queue gone') },
    ],
  });
  expect(stderr).toContain('Cannot look at the dead letters of queue gone');
  expect(counts('events/Subscriptions/billing').deadLettered).toBe(1);
});

test.each([
  ['resubmit', ['--json'], { interrupted: true }],
  ['list', [], undefined],
  ['groups', [], undefined],
])('says so when %s was stopped before it was through', async (command, options, told) => {
  await deadLetterOrders(2);
  const stopped = AbortSignal.abort();
  const { exitCode, stdout, stderr } = await system.run(reprocessorCommand, [command, ...options], stopped);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: 'dlq-reprocessor: it was stopped before it was through',
  });
  if (told !== undefined) expect(JSON.parse(stdout)).toMatchObject(told);
  expect(counts('orders').deadLettered).toBe(2);
});

test('looks at transfers apart from dead letters', async () => {
  await deadLetterOrders(1);
  const list = await reprocess('list', '--source', 'queue', '--transfers');
  expect(list.stdout).toBe('transfers of queue orders: no dead letters');
  const resubmit = await reprocess('resubmit', '--source', 'queue', '--transfers', '--to', 'session-queue');
  expect(resubmit.stdout).toBe('transfers of queue orders:\n  no dead letters');
  expect(counts('orders')).toEqual({ active: 0, deadLettered: 1 });
});

test('ends with 2 for an unknown command, naming those that there are', async () => {
  const { exitCode, stderr } = await reprocess('requeue');
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: 'dlq-reprocessor: there is no command "requeue": it is one of list, groups, unpark, resubmit',
  });
});

test('tells each command what it can do', async () => {
  const { exitCode, stdout } = await reprocess('unpark', '--help');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Usage: dlq-reprocessor unpark');
});

test.each([
  ['an unknown source', ['--source', 'topic']],
  ['a limit of none', ['--limit', '0']],
  ['an age that is none', ['list', '--older-than', 'long']],
  ['a path that is no JSONPath', ['list', '--body-path', 'amount']],
  ['a patch that is neither JSON nor a file', ['resubmit', '--patch', 'missing.json']],
  ['a patch that is wrong', ['resubmit', '--patch', '{}']],
  ['a property that is not to be edited', ['resubmit', '--set-property', 'resubmit_count=0']],
  ['a destination that is not there', ['resubmit', '--to', 'elsewhere']],
  ['transfers without a place to go to', ['resubmit', '--transfers']],
  ['transfers of what is parked', ['list', '--source', 'parked', '--transfers']],
  ['a rate of none', ['resubmit', '--rate', '0/s']],
])('ends with 2 for %s', async (_, args) => {
  await expect(reprocess(...args)).resolves.toMatchObject({ exitCode: 2 });
});
