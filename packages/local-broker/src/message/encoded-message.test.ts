import rhea from 'rhea';

import { aMessage, encodeDraft } from '../../test/support/engine.js';
import type { BrokerAnnotations } from './broker-annotations.js';
import { EncodedMessage } from './encoded-message.js';
import type { Typed } from './encoding.js';
import { sectionCode, sectionsOf } from './sections.js';

const enqueued: BrokerAnnotations = { enqueuedTime: 1_700_000_000_000, sequenceNumber: 7 };

/** What a receiver that uses rhea sees. */
function received(content: EncodedMessage, annotations = enqueued, deliveryCount = 0, withBody = true) {
  return rhea.message.decode(content.encodeFor(deliveryCount, annotations, { withBody }));
}

/** The bytes of one kind of section, all of them together. */
function bytesOf(bytes: Buffer, code: number): Buffer {
  return Buffer.concat(sectionsOf(bytes).flatMap((s) => (s.code === code ? [bytes.subarray(s.start, s.end)] : [])));
}

const bodies: readonly (readonly [string, unknown])[] = [
  ['binary data', rhea.message.data_section(Buffer.from('{"amount":5}'))],
  ['several data sections', rhea.message.data_sections([Buffer.from('one'), Buffer.from('two')])],
  ['a value', { nested: ['text', 1, true, null] }],
  ['a sequence', rhea.message.sequence_section([1, 'two', new Date(3)])],
  ['several sequences', rhea.message.sequence_sections([[1], ['two']])],
  ['a large body', rhea.message.data_section(Buffer.alloc(200_000, 'x'))],
];

describe('a message that passes through', () => {
  it.each(bodies)('keeps the bytes of %s', (_, body) => {
    const sent = encodeDraft({ message_id: 'a', body });
    const delivered = EncodedMessage.decode(sent).encodeFor(0, enqueued);
    const bodyOf = (bytes: Buffer) =>
      [sectionCode.data, sectionCode.sequence, sectionCode.value].map((code) => bytesOf(bytes, code));
    expect(bodyOf(delivered)).toEqual(bodyOf(sent));
    expect(Buffer.concat(bodyOf(sent)).length).toBeGreaterThan(0);
  });

  it('keeps the bytes of its properties, application properties and footer', () => {
    const sent = encodeDraft({
      message_id: 'a',
      user_id: Buffer.from('user'),
      to: 'to',
      subject: 'subject',
      reply_to: 'reply-to',
      correlation_id: 'correlation',
      content_type: 'application/json',
      content_encoding: 'gzip',
      group_id: 'group',
      group_sequence: 3,
      reply_to_group_id: 'reply-group',
      application_properties: { number: rhea.types.wrap_long(5), text: 'x', at: new Date(9), nothing: null },
      footer: { checksum: 'abc' },
      body: 'body',
    });
    const delivered = EncodedMessage.decode(sent).encodeFor(0, enqueued);
    for (const code of [sectionCode.properties, sectionCode.applicationProperties, sectionCode.footer]) {
      expect(bytesOf(delivered, code)).toEqual(bytesOf(sent, code));
      expect(bytesOf(sent, code).length).toBeGreaterThan(0);
    }
  });

  it("keeps its sender's annotations", () => {
    const content = aMessage('a', { message_annotations: { 'x-opt-partition-key': 'key', unknown: { deep: [1] } } });
    expect(received(content).message_annotations).toMatchObject({
      'x-opt-partition-key': 'key',
      unknown: { deep: [1] },
    });
  });

  it('keeps all fields of its header and shows the delivery count', () => {
    const content = aMessage('a', {
      durable: true,
      priority: 9,
      ttl: 60_000,
      first_acquirer: true,
      delivery_count: 77,
    });
    expect(received(content, enqueued, 3)).toMatchObject({
      durable: true,
      priority: 9,
      ttl: 60_000,
      first_acquirer: true,
      delivery_count: 3,
    });
  });

  it('has a header with the delivery count even if it was sent without one', () => {
    const sent = encodeDraft({ message_id: 'a', body: 'body' });
    const [header] = sectionsOf(sent);
    const content = EncodedMessage.decode(header?.code === sectionCode.header ? sent.subarray(header.end) : sent);
    expect(sectionsOf(content.bytes)[0]?.code).not.toBe(sectionCode.header);
    expect(received(content, enqueued, 2).delivery_count).toBe(2);
  });

  it("gets the broker's annotations in the types that clients depend on", () => {
    const bytes = aMessage('a').encodeFor(0, {
      enqueuedTime: 1_700_000_000_000,
      sequenceNumber: 3 * 2 ** 48 + 5,
      enqueuedSequenceNumber: 4,
      lockedUntil: 1_700_000_030_000,
      state: 'deferred',
      partitionId: 3,
      deadLetterSource: 'orders',
    });
    const annotations = rhea.message.decode(bytes).message_annotations;
    expect(annotations).toEqual({
      'x-opt-enqueued-time': new Date(1_700_000_000_000),
      'x-opt-sequence-number': 3 * 2 ** 48 + 5,
      'x-opt-enqueue-sequence-number': 4,
      'x-opt-locked-until': new Date(1_700_000_030_000),
      'x-opt-message-state': 1,
      'x-opt-partition-id': 3,
      'x-opt-deadletter-source': 'orders',
    });
  });

  it('carries the delivery annotations of its sender, as Service Bus hands them on', () => {
    const content = aMessage('a', { delivery_annotations: { trace: 3 } });
    expect(received(content).delivery_annotations).toEqual({ trace: 3 });
    expect(received(content.with({ messageAnnotations: new Map([['n', undefined]]) })).delivery_annotations).toEqual({
      trace: 3,
    });
  });

  it("carries its lock token beside the sender's delivery annotations", () => {
    const lockToken = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const bytes = aMessage('a', { delivery_annotations: { trace: 3 } }).encodeFor(0, enqueued, { lockToken });
    expect(sectionsOf(bytes).map(({ code }) => code)).toEqual(
      sectionsOf(bytes)
        .map(({ code }) => code)
        .toSorted((a, b) => a - b),
    );
    expect(rhea.message.decode(bytes).delivery_annotations).toEqual({ trace: 3, 'x-opt-lock-token': lockToken });
  });

  it('has no delivery annotations when there is nothing to say', () => {
    expect(bytesOf(aMessage('a').encodeFor(0, enqueued), sectionCode.deliveryAnnotations)).toHaveLength(0);
  });

  it('is shown without its body on demand, and says how large that is', () => {
    const content = aMessage('a', { application_properties: { color: 'red' }, footer: { f: 1 } });
    const peeked = received(content, enqueued, 0, false);
    const body = bytesOf(content.bytes, sectionCode.value).length + bytesOf(content.bytes, sectionCode.data).length;
    const footer = bytesOf(content.bytes, sectionCode.footer).length;
    expect(peeked.delivery_annotations).toEqual({ 'omitted-message-body-size': body + footer });
    expect(peeked).toMatchObject({ message_id: 'a', application_properties: { color: 'red' } });
    expect(peeked.body).toBeUndefined();
    expect(peeked.footer).toBeUndefined();
  });

  it('can be taken up again from its own bytes', () => {
    const content = aMessage('a', { priority: 5, application_properties: { color: 'red' } });
    expect(EncodedMessage.decode(content.bytes).bytes).toEqual(content.bytes);
  });

  it('does not keep the buffer alive that it came in', () => {
    const chunk = encodeDraft({ message_id: 'a', body: Buffer.alloc(20_000) });
    const { bytes } = EncodedMessage.decode(chunk);
    chunk.fill(0);
    expect(EncodedMessage.decode(bytes).property('messageId')).toBe('a');
  });

  it('may have its sections in any order', () => {
    const sent = encodeDraft({ message_id: 'a', priority: 5, body: 'body', application_properties: { color: 'red' } });
    const shuffled = Buffer.concat(
      sectionsOf(sent)
        .map(({ start, end }) => sent.subarray(start, end))
        .reverse(),
    );
    expect(received(EncodedMessage.decode(shuffled))).toMatchObject({
      message_id: 'a',
      priority: 5,
      body: 'body',
      application_properties: { color: 'red' },
    });
  });
});

describe('what belongs to the broker', () => {
  it('is dropped from what a sender wrote: a message sent again does not carry its past life', () => {
    const content = aMessage('a', {
      delivery_annotations: { 'x-opt-lock-token': 'old', 'omitted-message-body-size': 5 },
      message_annotations: {
        'x-opt-sequence-number': 99,
        'x-opt-enqueued-time': new Date(0),
        'x-opt-locked-until': new Date(0),
        'x-opt-deadletter-source': 'elsewhere',
        'x-opt-partition-key': 'key',
      },
    });
    expect(received(content).message_annotations).toEqual({
      'x-opt-partition-key': 'key',
      'x-opt-enqueued-time': new Date(enqueued.enqueuedTime),
      'x-opt-sequence-number': 7,
    });
    expect(bytesOf(content.bytes, sectionCode.deliveryAnnotations)).toHaveLength(0);
  });

  it('is a message id for a message without one', () => {
    const [first, second] = [1, 2].map(() =>
      EncodedMessage.decode(encodeDraft({ body: 'body' })).property('messageId'),
    );
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
  });

  it('is not a message id that the sender gave', () => {
    expect(EncodedMessage.decode(encodeDraft({ message_id: 42, body: 'body' })).property('messageId')).toBe(42);
  });
});

describe('a changed message', () => {
  const text = (value: string) => rhea.types.wrap_string(value) as Typed;

  const typed = {
    int: rhea.types.wrap_int(-5),
    long: rhea.types.wrap_long(5_000_000_000),
    uint: rhea.types.wrap_uint(300),
    float: rhea.types.wrap_float(0.5),
    double: rhea.types.wrap_double(0.1),
    uuid: rhea.types.wrap_uuid(Buffer.alloc(16, 7)),
    symbol: rhea.types.wrap_symbol('sym'),
    huge: rhea.types.wrap_long(Buffer.from('7fffffffffffffff', 'hex')),
    at: new Date(123),
  };

  it('keeps the types and bytes of the application properties that do not change', () => {
    const content = aMessage('a', { application_properties: { ...typed, color: 'red' } });
    const changed = content.with({ applicationProperties: new Map([['color', text('blue')]]) });
    const codes = (each: EncodedMessage) =>
      [...each.applicationProperties()].map(([name, { type, value }]) => [name, type.typecode, value]);
    expect(codes(changed).slice(0, -1)).toEqual(codes(content).slice(0, -1));
    expect(changed.applicationProperties().get('color')?.value).toBe('blue');
  });

  it('gains and loses application properties', () => {
    const content = aMessage('a', { application_properties: { old: 1 } });
    const changed = content.with({
      applicationProperties: new Map([
        ['old', undefined],
        ['new', text('x')],
      ]),
    });
    expect(received(changed).application_properties).toEqual({ new: 'x' });
  });

  it('may have more application properties than a small map holds', () => {
    const many = Array.from({ length: 300 }, (_, index) => [`name-${index}`, text('value')] as const);
    const changed = aMessage('a').with({ applicationProperties: new Map(many) });
    expect(received(changed).application_properties).toEqual(Object.fromEntries(many.map(([name]) => [name, 'value'])));
  });

  it('keeps the properties that do not change, and all that stands before and behind them', () => {
    const content = aMessage('a', {
      priority: 3,
      correlation_id: rhea.types.wrap_ulong(12),
      content_type: 'application/json',
      creation_time: new Date(5),
      application_properties: typed,
      footer: { checksum: 'abc' },
    });
    const changed = content.with({
      properties: new Map([
        ['groupId', text('session')],
        ['subject', undefined],
      ]),
    });
    expect(received(changed)).toEqual({ ...received(content), group_id: 'session' });
    for (const code of [sectionCode.header, sectionCode.applicationProperties, sectionCode.value, sectionCode.footer]) {
      expect(bytesOf(changed.bytes, code)).toEqual(bytesOf(content.bytes, code));
    }
  });

  it('gains annotations under symbols', () => {
    const changed = aMessage('a').with({ messageAnnotations: new Map([['x-opt-partition-key', text('key')]]) });
    expect(changed.annotation('x-opt-partition-key')).toBe('key');
    expect(received(changed).message_annotations).toMatchObject({ 'x-opt-partition-key': 'key' });
  });

  it('leaves the original as it was', () => {
    const content = aMessage('a', { application_properties: { color: 'red' } });
    const before = Buffer.from(content.bytes);
    content.with({ applicationProperties: new Map([['color', text('blue')]]) });
    expect(content.bytes).toEqual(before);
  });
});

describe('time to live', () => {
  it.each([
    ['none', {}, undefined],
    ["the header's", { ttl: 5000 }, 5000],
    ['the span of the timestamps before that', { ttl: 5000, creation_time: 1000, absolute_expiry_time: 9000 }, 8000],
    ["the header's when only one timestamp is there", { ttl: 5000, absolute_expiry_time: 9000 }, 5000],
    [
      "the header's when a timestamp is beyond all dates",
      { ttl: 5000, creation_time: 0, absolute_expiry_time: 9e15 },
      5000,
    ],
  ])('is %s', (_, draft, expected) => {
    expect(aMessage('a', draft).timeToLive).toBe(expected);
  });
});
