import { type SettlementKind, TransactionalSession } from '../../test/helpers/transactions.js';
import { absent, active } from '../checker/ledger.js';
import { sources, thingOf } from '../harness/topology.js';
import type { Random } from '../harness/random.js';
import { type Actor, type Load, runLoops } from './load.js';
import { answer, connectRaw, forget, hangUp, messagesOf } from './raw.js';

/** What a settlement makes of a message. */
export const stateAfter = {
  complete: absent,
  abandon: active,
  defer: 'deferred',
  deadLetter: 'dead',
} as const satisfies Partial<Record<SettlementKind, string>>;
export type Settlement = keyof typeof stateAfter;

/** Most messages are completed. */
export function anySettlement(random: Random): Settlement {
  if (random.happens(0.7)) return 'complete';
  return random.pick(['abandon', 'defer', 'deadLetter']);
}

/** Looks at a message that has just come. @returns its name in the ledger. */
export function noteDelivery(
  { ledger, report }: Load,
  place: string,
  messageId: unknown,
  properties: Readonly<Record<string, unknown>> | undefined,
): string {
  const thing = thingOf(place, messageId);
  report(ledger.delivered(thing));
  const due = Number(properties?.['due'] ?? 0);
  if (due > Date.now()) report([{ kind: 'early', what: `${thing} came ${due - Date.now()} ms before its time` }]);
  return thing;
}

/** Receives from queues and subscriptions, and settles each message in any way. */
export const receivers: Actor = async (load) => {
  const connection = await connectRaw(load.endpoint);
  for (const place of sources) {
    const session = new TransactionalSession(connection);
    const receiver = await session.receiver(place);
    const messageOf = messagesOf(receiver);
    runLoops(load, 3, async () => {
      const [delivery] = await session.receive(receiver);
      if (delivery === undefined) return;
      const { message_id: id, application_properties: properties } = messageOf(delivery);
      const thing = noteDelivery(load, place, id, properties);
      const kind = anySettlement(load.random);
      const operation = load.ledger.begin(`${kind} ${thing}`, [{ thing, to: stateAfter[kind] }]);
      answer(load, operation, await session.settle(delivery, kind));
      forget(delivery);
    });
  }
  return () => hangUp(connection);
};
