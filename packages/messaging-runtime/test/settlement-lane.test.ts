import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { processingReceiverOptions, SettlementLane, type Outcome } from '../src/index.js';
import { peekDeadLetters, queueDeadLetters } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';

const count = 500;

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
  const messages = Array.from({ length: count }, (_, index) => ({ messageId: `m${index}`, body: index }));
  await system.client.createSender('orders').sendMessages(messages);
});

afterEach(() => system.close());

/** Fates that alternate in every way that neighbours can: the ids of the dead letters, by reason. */
function outcomeOf(index: number): Outcome {
  if (index % 5 === 1) return { kind: 'abandon' };
  if (index % 5 === 3) return { kind: 'dead-letter', reason: 'Odd', description: 'one' };
  if (index % 5 === 4) return { kind: 'dead-letter', reason: 'Even', description: `number ${index}` };
  return { kind: 'complete' };
}

async function receiveAll(): Promise<{
  receiver: ReturnType<typeof receiverOf>;
  messages: ServiceBusReceivedMessage[];
}> {
  const receiver = receiverOf();
  const messages: ServiceBusReceivedMessage[] = [];
  while (messages.length < count) messages.push(...(await receiver.receiveMessages(count - messages.length)));
  return { receiver, messages };
}

const receiverOf = () => system.client.createReceiver('orders', processingReceiverOptions);

const indexOf = ({ messageId }: ServiceBusReceivedMessage) => Number(String(messageId).slice(1));

async function deadLetters(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const message of peekDeadLetters(queueDeadLetters(system.client, 'orders'))) {
    found[String(message.messageId)] = `${message.deadLetterReason}: ${message.deadLetterErrorDescription}`;
  }
  return found;
}

test('every outcome arrives as it was meant, however they are interleaved', async () => {
  const { receiver, messages } = await receiveAll();
  const lane = new SettlementLane(receiver);
  await Promise.all(messages.map((message) => lane.settle(message, outcomeOf(indexOf(message)))));

  const expected: Record<string, string> = {};
  let active = 0;
  for (let index = 0; index < count; index += 1) {
    const outcome = outcomeOf(index);
    if (outcome.kind === 'dead-letter') expected[`m${index}`] = `${outcome.reason}: ${outcome.description}`;
    if (outcome.kind === 'abandon') active += 1;
  }
  expect(await deadLetters()).toEqual(expected);
  expect(system.broker.counts('orders').active).toBe(active);
});

test('is still needed: the client alone loses a dead letter next to a completed message', async () => {
  const { receiver, messages } = await receiveAll();
  const [first, second] = messages;
  if (first === undefined || second === undefined) throw new Error('two messages expected');
  await Promise.all([
    receiver.completeMessage(first),
    receiver.deadLetterMessage(second, { deadLetterReason: 'Odd', deadLetterErrorDescription: 'one' }),
  ]);
  // Should this fail, rhea compares outcomes before it joins them, and the lane can go.
  expect(await deadLetters()).toEqual({});
});

test('a settlement that fails rejects, and those behind it go on', async () => {
  const { receiver, messages } = await receiveAll();
  const [first, second] = messages;
  if (first === undefined || second === undefined) throw new Error('two messages expected');
  const lane = new SettlementLane(receiver);
  await lane.settle(first, { kind: 'complete' });
  const again = lane.settle(first, { kind: 'dead-letter', reason: 'Odd', description: 'one' });
  const other = lane.settle(second, { kind: 'complete' });
  await expect(again).rejects.toThrow();
  await expect(other).resolves.toBeUndefined();
});

test('an action that needs quiet waits for answers that are due, and what is settled meanwhile waits for the action', async () => {
  const events: string[] = [];
  const answers: (() => void)[] = [];
  const completeMessage = ({ messageId }: ServiceBusReceivedMessage) => {
    events.push(`settle ${String(messageId)}`);
    return new Promise<void>((resolve) => answers.push(resolve));
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const lane = new SettlementLane({
    completeMessage,
    abandonMessage: completeMessage,
    deadLetterMessage: completeMessage,
  });
  const messageOf = (messageId: string) =>
    ({ messageId, body: 1, state: 'active', _rawAmqpMessage: { body: 1 } }) as const;

  void lane.settle(messageOf('first'), { kind: 'complete' });
  await turn();
  const quiet = lane.whileQuiet(async () => {
    events.push('action begins');
    await turn();
    events.push('action ends');
  });
  void lane.settle(messageOf('second'), { kind: 'complete' });
  await turn();
  events.push('answer');
  answers[0]?.();
  await quiet;
  await turn();
  expect(events).toEqual(['settle first', 'answer', 'action begins', 'action ends', 'settle second']);
});
