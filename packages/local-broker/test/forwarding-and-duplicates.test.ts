import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { ServiceBusClient } from '@azure/service-bus';

import { failAtOnce, type LocalNamespace, startNamespace } from './helpers/local-namespace.js';
import { forwardingTopology } from './helpers/forwarding-topology.js';
import { receiveExactly, receiveOne, receiveWhatIsThere } from './helpers/receiving.js';
import { temporaryDirectories } from './support/directory.js';

const newDirectory = temporaryDirectories();

describe('through the real client', () => {
  let namespace: LocalNamespace;

  beforeEach(async () => {
    namespace = await startNamespace(forwardingTopology);
  });

  afterEach(() => namespace.close());

  const send = (entity: string, ...messageIds: readonly string[]) =>
    namespace.client.createSender(entity).sendMessages(messageIds.map((messageId) => ({ messageId, body: messageId })));

  it('a message that is forwarded arrives at the last entity, with the number of its first entry', async () => {
    await send('hop4', 'other');
    await send('hop1', 'a');

    const [, message] = await receiveExactly(namespace.client.createReceiver('hop4'), 2);

    expect(message?.messageId).toBe('a');
    expect(message?.enqueuedSequenceNumber).toBe(1);
    expect(message?.sequenceNumber?.toNumber()).toBe(2);
  });

  it('a subscription forwards its copies, while the other one keeps its own', async () => {
    await send('events', 'a');

    expect((await receiveOne(namespace.client.createReceiver('hop4'))).messageId).toBe('a');
    expect((await receiveOne(namespace.client.createReceiver('events', 'billing'))).messageId).toBe('a');
  });

  it('a dead letter that is forwarded tells where it died, and of what', async () => {
    await send('orders', 'a');
    const receiver = namespace.client.createReceiver('orders');
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'bad',
      deadLetterErrorDescription: 'It is bad.',
    });

    const dead = await receiveOne(namespace.client.createReceiver('graveyard'));

    expect(dead).toMatchObject({ messageId: 'a', deadLetterSource: 'orders', deadLetterReason: 'bad' });
    expect(namespace.broker.counts('orders').deadLettered).toBe(0);
  });

  it('nobody receives from an entity that forwards, and the refusal names the one to receive from', async () => {
    const receiving = namespace.client.createReceiver('events', 'copy').receiveMessages(1, { maxWaitTimeInMs: 5000 });

    await expect(receiving).rejects.toThrow("an entity with auto-forwarding enabled. Receive from 'HOP2'");
  });

  it('its dead letters can be received all the same', async () => {
    const receiver = namespace.client.createReceiver('hop1', { subQueueType: 'deadLetter' });

    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  it('a duplicate is accepted and dropped, within a batch too, until the window is over', async () => {
    await send('once', 'a', 'b', 'a');
    await send('once', 'b');
    expect(namespace.broker.counts('once').active).toBe(2);

    namespace.clock.advance(10 * 60_000);
    await send('once', 'a');

    const messages = await receiveExactly(namespace.client.createReceiver('once'), 3);
    expect(messages.map(({ messageId }) => messageId)).toEqual(['a', 'b', 'a']);
  });

  it('a topic drops duplicates before its subscriptions see them', async () => {
    await send('events', 'a');
    await send('events', 'a');

    expect(namespace.broker.counts('events/Subscriptions/billing').active).toBe(1);
  });

  it('a scheduled message counts as accepted, whenever it becomes active', async () => {
    const inAMinute = new Date(namespace.clock.now() + 60_000);
    const sender = namespace.client.createSender('once');
    const [sequenceNumber] = await sender.scheduleMessages([{ messageId: 'a', body: 1 }], inAMinute);
    await sender.scheduleMessages([{ messageId: 'a', body: 2 }], inAMinute);
    await send('once', 'a');

    expect(sequenceNumber?.toNumber()).toBe(1);
    expect(namespace.broker.counts('once')).toMatchObject({ active: 0, scheduled: 1 });
  });
});

describe('a broker that is killed', () => {
  const program = fileURLToPath(new URL('helpers/forwarding-process.ts', import.meta.url));
  const processes: ChildProcess[] = [];
  const clients: ServiceBusClient[] = [];

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all(processes.splice(0).map(kill));
  });

  async function start(
    directory: string,
  ): Promise<{ readonly child: ChildProcess; readonly client: ServiceBusClient }> {
    const child = fork(program, [directory], { execArgv: ['--conditions=@ams/source', '--import', 'tsx'] });
    processes.push(child);
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`The broker ended with ${String(code)} before it was up.`);
    });
    exited.catch(() => undefined);
    const [connectionString] = (await Promise.race([once(child, 'message'), exited])) as [string];
    const client = new ServiceBusClient(connectionString, failAtOnce);
    clients.push(client);
    return { child, client };
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  it('still knows which messages it accepted', async () => {
    const directory = newDirectory();
    const { child, client } = await start(directory);
    await client.createSender('once').sendMessages({ messageId: 'a', body: 'first' });
    const receiver = client.createReceiver('once');
    await receiver.completeMessage(await receiveOne(receiver));
    await kill(child);

    const again = await start(directory);
    const sender = again.client.createSender('once');
    await sender.sendMessages({ messageId: 'a', body: 'again' });
    await sender.sendMessages({ messageId: 'b', body: 'new' });

    expect((await receiveOne(again.client.createReceiver('once'))).messageId).toBe('b');
  }, 60_000);

  it('still knows how often a message was forwarded that rested in between', async () => {
    const directory = newDirectory();
    const { child, client } = await start(directory);
    await client.createSender('hop1').sendMessages({ messageId: 'a', body: 'three hops so far' });
    expect(await client.createReceiver('hop4').peekMessages(1)).toHaveLength(1);
    await kill(child);

    const again = await start(directory);
    const receiver = again.client.createReceiver('hop4');
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'bad',
      deadLetterErrorDescription: 'It is bad.',
    });

    const dead = await receiveOne(again.client.createReceiver('late', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ messageId: 'a', deadLetterReason: 'MaxTransferHopCountExceeded' });
  }, 60_000);

  it('has every message that it accepted once, at the end of the row, whenever it is killed', async () => {
    const directory = newDirectory();
    const accepted: string[] = [];
    const { child, client } = await start(directory);
    const sender = client.createSender('hop1');
    let next = 0;
    const sendUntilGone = async (): Promise<void> => {
      for (;;) {
        const messageId = String((next += 1));
        try {
          await sender.sendMessages({ messageId, body: messageId });
        } catch {
          return;
        }
        if (accepted.push(messageId) === 200) child.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: 20 }, sendUntilGone));
    await kill(child);

    const again = await start(directory);
    const found = (await receiveExactly(again.client.createReceiver('hop4'), accepted.length)).map(({ messageId }) =>
      String(messageId),
    );
    found.push(
      ...(await receiveWhatIsThere(again.client.createReceiver('hop4'))).map(({ messageId }) => String(messageId)),
    );

    expect(new Set(found).size).toBe(found.length);
    expect(accepted.filter((messageId) => !found.includes(messageId))).toEqual([]);
  }, 60_000);
});
