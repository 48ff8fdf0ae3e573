import { readEvent, readInsight } from '@ams/messages';
import { parseJsonBody } from '@ams/messaging-runtime';
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';

/** Purchases, and what they cost together. */
export interface Purchases {
  readonly purchases: number;
  readonly amount: number;
}

/** To the cent: sums of binary fractions are a little beside it. */
export function sumOf(sums: readonly Purchases[]): Purchases {
  const amount = sums.reduce((all, sum) => all + sum.amount, 0);
  return { purchases: sums.reduce((all, sum) => all + sum.purchases, 0), amount: Math.round(amount * 100) / 100 };
}

/** The purchase that an event tells of, in whichever format; none for any other event, and for what is no event. */
export function purchasesIn(event: unknown): readonly Purchases[] {
  const reading = readEvent(event, { acceptEarlierFormat: true });
  if (!reading.ok || reading.message.type !== 'purchase') return [];
  return [{ purchases: 1, amount: reading.message.amount ?? 0 }];
}

/** Looks at the events that wait for a subscription. */
export async function waitingPurchases(client: ServiceBusClient, topic: string, name: string): Promise<Purchases> {
  const events = await waiting(client, topic, name);
  return sumOf(events.flatMap(({ body }) => purchasesIn(parseJsonBody(body))));
}

/** Looks at the insights that wait for a subscription. @throws TypeError if one is none */
export async function waitingInsights(
  client: ServiceBusClient,
  topic: string,
  name: string,
): Promise<readonly Purchases[]> {
  return (await waiting(client, topic, name)).map(({ body }) => {
    const reading = readInsight(parseJsonBody(body));
    if (!reading.ok) throw new TypeError(`A message of ${topic} is no insight: ${reading.description}`);
    return reading.message;
  });
}

/** Most messages that Service Bus shows in one peek. */
const page = 250;

async function waiting(client: ServiceBusClient, topic: string, name: string): Promise<ServiceBusReceivedMessage[]> {
  const receiver = client.createReceiver(topic, name, { skipParsingBodyAsJson: true });
  const messages: ServiceBusReceivedMessage[] = [];
  for (let found = 1; found > 0;) {
    const next = await receiver.peekMessages(page);
    found = next.length;
    messages.push(...next);
  }
  await receiver.close();
  return messages;
}
