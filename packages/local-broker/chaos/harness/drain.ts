import { ServiceBusClient, type ServiceBusReceiver } from '@azure/service-bus';

import { absent, type Ledger } from '../checker/ledger.js';
import type { SessionOrder } from '../checker/session-order.js';
import type { Violation } from '../checker/violation.js';
import type { Endpoint } from './broker-under-test.js';
import { sessionIds, sessionQueues, sources, thingOf } from './topology.js';

/** How long to wait for what a receiver should get, in milliseconds: longer than messages are scheduled ahead. */
const patience = 2500;

/** Receives and completes all active messages. @returns what is wrong with them. */
export async function drain(endpoint: Endpoint, ledger: Ledger, order: SessionOrder): Promise<readonly Violation[]> {
  const client = new ServiceBusClient(endpoint.connectionString);
  const violations: Violation[] = [];
  const empty = async (receiver: ServiceBusReceiver, session?: string): Promise<void> => {
    for (;;) {
      const messages = await receiver.receiveMessages(200, { maxWaitTimeInMs: patience });
      if (messages.length === 0) return receiver.close();
      for (const { messageId, applicationProperties } of messages) {
        violations.push(...ledger.delivered(thingOf(receiver.entityPath, messageId)));
        if (session !== undefined)
          violations.push(...order.delivered(session, Number(applicationProperties?.['number'])));
      }
      await Promise.all(
        messages.map(async (message) => {
          const thing = thingOf(receiver.entityPath, message.messageId);
          const operation = ledger.begin(`complete ${thing}`, [{ thing, to: absent }]);
          await receiver.completeMessage(message);
          operation.confirm();
        }),
      );
    }
  };
  const sessions = sessionQueues.flatMap((queue) =>
    sessionIds.map(async (id) => {
      const receiver = await client.acceptSession(queue, id);
      order.accepted(`${queue}/${id}`);
      await empty(receiver, `${queue}/${id}`);
    }),
  );
  await Promise.all([...sources.map((place) => empty(client.createReceiver(place))), ...sessions]);
  await client.close();
  return violations;
}
