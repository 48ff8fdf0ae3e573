import type { ServiceBusClient, ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { NotSentError, problemOf } from '../errors.js';
import type { CompleteAndSend } from '../processing/complete-and-send.js';

/**
 * Sends, and completes only what was sent for: for brokers without transactions. Whoever dies between the two has sent
 * something for messages that come again: it may be there twice, and is never lost.
 *
 * @param client connected with a key that may send to the entities; its senders are closed with it
 * @param receiver the one that the messages came from
 */
export function sendThenComplete(
  client: Pick<ServiceBusClient, 'createSender'>,
  receiver: Pick<ServiceBusReceiver, 'completeMessage'>,
): CompleteAndSend {
  const senders = new Map<string, ServiceBusSender>();
  const senderTo = (entity: string): ServiceBusSender => {
    const sender = senders.get(entity) ?? client.createSender(entity);
    senders.set(entity, sender);
    return sender;
  };
  return async (messages, sends) => {
    const sendings = await Promise.allSettled(
      sends.map(async ({ entity, message }) => {
        try {
          await senderTo(entity).sendMessages(message);
        } catch (cause) {
          throw new NotSentError(`Cannot send to ${entity}: ${problemOf(cause)}`, { cause });
        }
      }),
    );
    const failed = sendings.find((sending) => sending.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    await inTurnOfItsOwn(async () => {
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    });
  };
}

/** Settled in one turn with others, messages would get the others' outcome: see `SettlementLane`. */
function inTurnOfItsOwn(settle: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => void settle().then(resolve, reject));
  });
}
