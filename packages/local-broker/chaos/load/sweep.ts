import { ServiceBusClient } from '@azure/service-bus';

import { absent, type Ledger } from '../checker/ledger.js';
import type { Endpoint } from '../harness/broker-under-test.js';
import type { Snapshot } from '../harness/snapshot.js';
import { places, sources, thingOf } from '../harness/topology.js';
import { confirmed } from './clients.js';

/** How many messages it takes at once. */
const batch = 200;

/** Completes messages that are deferred or dead-lettered, which nobody else would receive. */
export async function sweep(endpoint: Endpoint, ledger: Ledger, { held }: Snapshot): Promise<void> {
  const client = new ServiceBusClient(endpoint.connectionString);
  for (const place of sources) {
    const receiver = client.createReceiver(place);
    for (const { thing, state, sequenceNumber } of held.get(place) ?? []) {
      if (state !== 'deferred') continue;
      // One that is locked, by a client that was cut off, cannot be had: there are few.
      const [message] = await receiver.receiveDeferredMessages(sequenceNumber).catch(() => []);
      if (message === undefined) continue;
      const operation = ledger.begin(`complete deferred ${thing}`, [{ thing, to: absent }]);
      await confirmed(operation, receiver.completeMessage(message));
    }
    await receiver.close();
  }
  for (const place of places) {
    const receiver = client.createReceiver(place, { subQueueType: 'deadLetter' });
    for (;;) {
      const messages = await receiver.receiveMessages(batch, { maxWaitTimeInMs: 50 });
      if (messages.length === 0) break;
      await Promise.all(
        messages.map((message) => {
          const thing = thingOf(place, message.messageId);
          const operation = ledger.begin(`complete dead ${thing}`, [{ thing, to: absent }]);
          return confirmed(operation, receiver.completeMessage(message));
        }),
      );
    }
    await receiver.close();
  }
  await client.close();
}
