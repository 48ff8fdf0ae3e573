import rhea from 'rhea';

import { aMessage, aQueue, type Draft, idOf } from '../../test/support/engine.js';
import type { MessageChanges } from '../message/encoded-message.js';
import type { Typed } from '../message/encoding.js';
import { checkMessageLimits } from './message-limits.js';

const kilobytes = (count: number, name = 'x') => ({ [name]: 'x'.repeat(count * 1024 - 64) });
const changesOf = (properties: Readonly<Record<string, string>>): MessageChanges => ({
  applicationProperties: new Map(
    Object.entries(properties).map(([name, value]) => [name, rhea.types.wrap_string(value) as Typed]),
  ),
});

describe('a message is within the limits', () => {
  it.each<[string, Partial<Draft>]>([
    ['with ids and keys of 128 characters', { message_id: 'é'.repeat(128), group_id: 'g'.repeat(128) }],
    ['with a property of just under 32 KB', { application_properties: kilobytes(32) }],
    ['with properties of just under 64 KB', { application_properties: { ...kilobytes(31), ...kilobytes(31, 'y') } }],
    ['with a large body', { body: 'x'.repeat(100_000) }],
  ])('%s', (_, draft) => {
    expect(() => checkMessageLimits(aMessage('a', draft))).not.toThrow();
  });
});

describe('a message is refused', () => {
  it.each<[string, Partial<Draft>]>([
    ['message id', { message_id: 'x'.repeat(129) }],
    ['session id', { group_id: 'x'.repeat(129) }],
    ['reply-to session id', { reply_to_group_id: 'x'.repeat(129) }],
    ['partition key', { message_annotations: { 'x-opt-partition-key': 'x'.repeat(129) } }],
    ['via-partition key', { message_annotations: { 'x-opt-via-partition-key': 'x'.repeat(129) } }],
  ])('with a %s of more than 128 characters', (what, draft) => {
    expect(() => checkMessageLimits(aMessage('a', draft))).toThrow(
      expect.objectContaining({
        condition: 'com.microsoft:argument-error',
        message: `The ${what} of the message has 129 characters, but may have 128. Shorten it.`,
      }),
    );
  });

  it.each<[string, Partial<Draft>, RegExp]>([
    ['one property of 32 KB', { application_properties: kilobytes(33, 'notes') }, /'notes' takes \d+ bytes.*32768/],
    [
      'properties of 64 KB together',
      { application_properties: { ...kilobytes(31), ...kilobytes(31, 'y'), ...kilobytes(3, 'z') } },
      /header and the properties.*65536/,
    ],
    ['annotations of 64 KB', { message_annotations: kilobytes(65) }, /header and the properties.*65536/],
  ])('with more than %s', (_, draft, message) => {
    expect(() => checkMessageLimits(aMessage('a', draft))).toThrow(
      expect.objectContaining({
        condition: 'amqp:link:message-size-exceeded',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('before anything of its batch is taken in', () => {
    const { queue } = aQueue();

    expect(() => queue.send(aMessage('x'.repeat(200)))).toThrow(/Shorten it/);
    expect(queue.counts.active).toBe(0);
  });
});

describe('a message that its receiver makes too large', () => {
  it.each(['abandon', 'defer'] as const)('is dead-lettered on %s, as it was before', (kind) => {
    const { queue, deadLetters, send, receive } = aQueue();
    send('a');
    const token = receive()?.token ?? '';

    queue.settle(token, { kind, changes: changesOf(kilobytes(65)) });

    const [dead] = [...deadLetters.peek(0)];
    expect(queue.counts).toEqual({ active: 0, scheduled: 0, deferred: 0 });
    expect(dead && idOf(dead)).toBe('a');
    expect(dead?.content.applicationProperties().get('DeadLetterReason')?.value).toBe('HeaderSizeExceeded');
    expect(dead?.content.applicationProperties().has('x')).toBe(false);
  });

  it('is kept as it is told to be within the limits', () => {
    const { queue, send, receive } = aQueue();
    send('a');
    queue.settle(receive()?.token ?? '', { kind: 'abandon', changes: changesOf({ color: 'red' }) });

    const [message] = [...queue.peek(0)];
    expect(message?.content.applicationProperties().get('color')?.value).toBe('red');
  });
});
