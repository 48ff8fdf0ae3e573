import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { HandlerContext } from '../processing/handler-context.js';
import { deliveryOf, inboxIdOf, type InboxEntry, type InboxStore } from './inbox-store.js';

/** Milliseconds between two looks at a message that somebody else is at. */
const lookInterval = 100;

/**
 * A handler that is called once for each message, however often it is delivered and however many copies of it are sent.
 * Beyond that, what it sends by its context is sent once.
 *
 * The inbox notes a message when its handler has returned. A process that dies between the handler's last effect and the
 * note has the message handled again: for effects in a SQLite file there is `SqliteInbox.once`, which leaves no such
 * moment. The same is true of a handler that goes on after its lock is lost.
 *
 * @param onSkipped told of each delivery that is completed without a call
 */
export function onceOnly<Context extends HandlerContext>(
  inbox: InboxStore,
  handler: (message: ServiceBusReceivedMessage, context: Context) => Promise<void> | void,
  onSkipped?: (message: ServiceBusReceivedMessage) => void,
): (message: ServiceBusReceivedMessage, context: Context) => Promise<void> {
  return async (message, context) => {
    const id = inboxIdOf(message);
    const delivery = deliveryOf(message);
    const entry = await claim(inbox, id, context);
    if (entry.state === 'done') {
      // It was handled, but never completed: nothing of what it sends has left. A copy of it sends nothing.
      if (entry.delivery === delivery) for (const outgoing of entry.sends) context.send(outgoing);
      onSkipped?.(message);
      return;
    }
    try {
      await handler(message, context);
    } catch (error) {
      await inbox.release(id);
      throw error;
    }
    await inbox.commit(id, { delivery, sends: context.sends });
  };
}

/** Waits for whoever is at the message: it may yet fail. */
async function claim(
  inbox: InboxStore,
  id: string,
  context: HandlerContext,
): Promise<Exclude<InboxEntry, { readonly state: 'in progress' }>> {
  for (;;) {
    const entry = await inbox.begin(id);
    if (entry.state !== 'in progress') return entry;
    await pause(lookInterval, undefined, { signal: context.signal });
  }
}
