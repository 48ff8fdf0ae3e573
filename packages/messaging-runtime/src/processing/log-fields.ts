import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** Ids that a line about many messages has: enough to find some of them. */
const idsTold = 3;

/** What a line of a log says about messages: of one alone who it is, of many how many they are, and the first. */
export function fieldsOf(messages: readonly ServiceBusReceivedMessage[]): Record<string, unknown> {
  const [first, ...others] = messages;
  if (first === undefined || others.length > 0) {
    return { messages: messages.length, firstMessageIds: messages.slice(0, idsTold).map(({ messageId }) => messageId) };
  }
  const { messageId, deliveryCount, sessionId } = first;
  return { messageId, deliveryCount, ...(sessionId === undefined ? {} : { sessionId }) };
}
