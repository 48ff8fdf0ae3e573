import { setTimeout as pause } from 'node:timers/promises';

import type Long from 'long';

import { absent, active } from '../checker/ledger.js';
import { thingOf } from '../harness/topology.js';
import { confirmed, connectClient } from './clients.js';
import { type Actor, enough, runLoops } from './load.js';

/** Beyond the end of any run, in milliseconds. */
const never = 24 * 3_600_000;

/** Schedules messages: some for a moment from now, which receivers will see, some for tomorrow, and cancels of these. */
export const scheduling: Actor = async (load) => {
  const { ledger, random, snapshot } = load;
  const { client, close } = connectClient(load);
  const sender = client.createSender('reminders');
  if ((snapshot.active.get('reminders') ?? 0) > enough) return close;

  const schedule = async (ids: readonly string[], to: string, due: number): Promise<Long[]> => {
    const changes = ids.map((id) => ({ thing: thingOf('reminders', id), to }));
    const messages = ids.map((messageId, number) => ({
      messageId,
      body: messageId,
      applicationProperties: { number, ...(to === active && { due }) },
    }));
    const operation = ledger.begin(`schedule ${ids.join(' ')}`, changes);
    return confirmed(operation, sender.scheduleMessages(messages, new Date(due)));
  };
  const cancel = async (things: readonly string[], numbers: Long[]): Promise<void> => {
    const changes = things.map((thing) => ({ thing, to: absent }));
    const operation = ledger.begin(`cancel ${things.join(' ')}`, changes);
    await confirmed(operation, sender.cancelScheduledMessages(numbers));
  };

  const left = (snapshot.held.get('reminders') ?? []).filter(({ state }) => state === 'scheduled');
  runLoops(load, 2, async () => {
    const old = left.pop();
    if (old !== undefined) await cancel([old.thing], [old.sequenceNumber]);
    const ids = Array.from({ length: random.between(1, 3) }, () => `m${load.nextNumber()}`);
    if (random.happens(0.5)) {
      await schedule(ids, active, Date.now() + random.between(20, 2000));
    } else {
      const numbers = await schedule(ids, 'scheduled', Date.now() + never);
      const things = ids.map((id) => thingOf('reminders', id));
      if (random.happens(0.6)) await cancel(things, numbers);
    }
    await pause(random.between(0, 10));
  });
  return close;
};
