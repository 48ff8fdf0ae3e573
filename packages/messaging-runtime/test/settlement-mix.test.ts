import {
  peekDeadLetters,
  processingReceiverOptions,
  queueDeadLetters,
  runProcessor,
  UnprocessableMessageError,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, silent } from './support.js';

/** Enough that every kind of outcome stands next to every other, in every order. */
const count = 4000;
jest.setTimeout(60_000);

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
  const sender = system.client.createSender('orders');
  const messages = numbered(count);
  for (let first = 0; first < count; first += 1000) await sender.sendMessages(messages.slice(first, first + 1000));
});

afterEach(() => system.close());

/** What is to become of a message: how often it fails, and how it ends. */
interface Fate {
  readonly failures: number;
  readonly deadLetter?: { readonly reason: string; readonly description: string };
}

/** Made of the message's number by a multiplicative hash, so that it looks random and is the same each time. */
function fateOf(index: number): Fate {
  const chance = (Math.imul(index + 1, 0x9e3779b1) >>> 16) & 0xff;
  const failures = chance % 4 === 0 ? 1 + (chance % 3) : 0;
  if (chance % 5 === 1) return { failures, deadLetter: { reason: 'Odd', description: 'alike' } };
  if (chance % 5 === 2) return { failures, deadLetter: { reason: 'Even', description: `number ${index}` } };
  return { failures };
}

test('a processor under full load ends each message as its handler said, whatever becomes of its neighbours', async () => {
  const handled = new Map<string, number>();
  const counts = await runProcessor({
    receiver: system.client.createReceiver('orders', processingReceiverOptions),
    signal: new AbortController().signal,
    log: silent,
    concurrency: 200,
    maxMessages: count,
    handler: ({ messageId }) => {
      const id = String(messageId);
      const times = (handled.get(id) ?? 0) + 1;
      handled.set(id, times);
      const { failures, deadLetter } = fateOf(Number(id.slice(1)));
      if (times <= failures) throw new Error('not yet');
      if (deadLetter) throw new UnprocessableMessageError(deadLetter.reason, deadLetter.description);
    },
  });

  const fates = Array.from({ length: count }, (_, index) => fateOf(index));
  const expectedDead: Record<string, string> = {};
  fates.forEach(({ deadLetter }, index) => {
    if (deadLetter) expectedDead[`m${index}`] = `${deadLetter.reason}: ${deadLetter.description}`;
  });
  const dead: Record<string, string> = {};
  for await (const message of peekDeadLetters(queueDeadLetters(system.client, 'orders'))) {
    dead[String(message.messageId)] = `${message.deadLetterReason}: ${message.deadLetterErrorDescription}`;
  }
  expect(dead).toEqual(expectedDead);
  expect(Object.fromEntries(handled)).toEqual(
    Object.fromEntries(fates.map(({ failures }, index) => [`m${index}`, failures + 1])),
  );
  expect(counts).toMatchObject({ processed: count - Object.keys(expectedDead).length, unsettled: 0, lockLost: 0 });
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: Object.keys(expectedDead).length });
});
