import { TimeSpan, unlimitedDuration } from '@ams/service-bus-model';
import rhea from 'rhea';

import { aMessage } from '../../test/support/engine.js';
import { newMessage } from '../engine/message.js';
import { asFiltered, withPropertyChanges } from './filtered-message.js';
import { encodeTimeSpan } from './time-spans.js';

function filtered(draft: Parameters<typeof aMessage>[1]) {
  const message = newMessage({ id: 1, queueId: 1, content: aMessage('a', draft), enqueuedTime: 1000 });
  return asFiltered(message.copy({ sequenceNumber: 5 }));
}

describe('a message as rules see it', () => {
  it.each([
    ['messageId', 'a'],
    ['label', 'purchase'],
    ['correlationId', 'correlation'],
    ['sessionId', 'session'],
    ['partitionKey', 'key'],
    ['sequenceNumber', 5n],
    ['enqueuedTimeUtc', new Date(1000)],
    ['replyTo', undefined],
  ] as const)('has the system property %s', (name, expected) => {
    const message = filtered({
      subject: 'purchase',
      correlation_id: 'correlation',
      group_id: 'session',
      message_annotations: { 'x-opt-partition-key': 'key' },
    });
    expect(message.systemProperty(name)).toEqual(expected);
  });

  it.each([
    ['an int', rhea.types.wrap_int(5), 5n],
    ['a long beyond what numbers hold', rhea.types.wrap_long(Buffer.from('7fffffffffffffff', 'hex')), 2n ** 63n - 1n],
    ['a whole double', rhea.types.wrap_double(5), 5],
    ['a text', 'red', 'red'],
    ['a boolean', true, true],
    ['a time', new Date(7), new Date(7)],
    ['a time span', encodeTimeSpan(new TimeSpan(-7)), new TimeSpan(-7)],
    ['the longest time span', encodeTimeSpan(TimeSpan.parse(unlimitedDuration)), TimeSpan.parse(unlimitedDuration)],
    ['nothing', null, null],
  ])('has %s among its user properties, whatever the case of the name', (_, value, expected) => {
    expect(filtered({ application_properties: { Color: value } }).userProperty('cOLOR')).toEqual(expected);
  });

  it('has no user property that was not sent', () => {
    expect(filtered({}).userProperty('color')).toBeUndefined();
  });
});

describe("an action's changes", () => {
  it('set and remove user properties, under the spelling that they had', () => {
    const changed = withPropertyChanges(aMessage('a', { application_properties: { Color: 'red', size: 1 } }), [
      { scope: 'user', name: 'color', value: 'blue' },
      { scope: 'user', name: 'SIZE', value: undefined },
      { scope: 'user', name: 'count', value: 5n },
    ]);
    const properties = changed.applicationProperties();
    expect([...properties].map(([name, { value }]) => [name, value])).toEqual([
      ['Color', 'blue'],
      ['count', 5],
    ]);
  });

  it('keep whole numbers whole: as int where that holds them, else as long', () => {
    const changed = withPropertyChanges(aMessage('a'), [
      { scope: 'user', name: 'int', value: 1000n },
      { scope: 'user', name: 'long', value: 2n ** 40n },
      { scope: 'user', name: 'huge', value: -(2n ** 63n) },
      { scope: 'user', name: 'double', value: 5 },
    ]);
    const types = [...changed.applicationProperties()].map(([name, { type }]) => [name, type.name]);
    expect(types).toEqual([
      ['int', 'Int'],
      ['long', 'Long'],
      ['huge', 'Long'],
      ['double', 'Double'],
    ]);
    expect(changed.applicationProperties().get('huge')?.value).toEqual(Buffer.from('8000000000000000', 'hex'));
  });

  it('write a time span as clients do', () => {
    const changed = withPropertyChanges(aMessage('a'), [{ scope: 'user', name: 'lasted', value: new TimeSpan(5) }]);
    expect(changed.applicationProperties().get('lasted')).toMatchObject({
      descriptor: { value: 'com.microsoft:timespan', type: { name: 'Sym8' } },
      value: 5,
    });
  });

  it('set system properties where a message has them', () => {
    const changed = withPropertyChanges(aMessage('a'), [
      { scope: 'system', name: 'label', value: 'purchase' },
      { scope: 'system', name: 'partitionKey', value: 'key' },
    ]);
    expect(changed.property('subject')).toBe('purchase');
    expect(changed.annotation('x-opt-partition-key')).toBe('key');
  });
});
