import { aMessage, idOf } from '../../test/support/engine.js';
import { type BrokerMessage, newMessage } from './message.js';
import { RecentDecisions, RecentMessages, recentBytes, recentMessages, refusals } from './recent-messages.js';

function message(id: string, bytes = 0): BrokerMessage {
  const content = aMessage(id, { body: 'x'.repeat(bytes) });
  return newMessage({ id: 1, queueId: 1, enqueuedTime: 0, content });
}

const idsIn = (recent: RecentMessages<string>): readonly unknown[] =>
  [...recent.newestFirst()].map((remembered) => idOf(remembered.message));

it('remembers the latest messages, the newest first, with the subscriptions that there were', () => {
  const recent = new RecentMessages<string>();
  recent.remember(message('a'), ['one']);
  recent.remember(message('b'), ['one', 'two']);
  expect(idsIn(recent)).toEqual(['b', 'a']);
  expect([...recent.newestFirst()].map(({ subscriptions }) => subscriptions)).toEqual([['one', 'two'], ['one']]);
});

it('forgets the oldest one for one too many', () => {
  const recent = new RecentMessages<string>();
  for (let index = 0; index <= recentMessages; index += 1) recent.remember(message(String(index)), []);
  expect(recent.length).toBe(recentMessages);
  expect([idsIn(recent).at(0), idsIn(recent).at(-1)]).toEqual([String(recentMessages), '1']);
});

it('forgets the oldest ones when the bytes are too many', () => {
  const recent = new RecentMessages<string>();
  const properties = { application_properties: { long: 'x'.repeat(60_000) } };
  for (let index = 0; index < 100; index += 1) {
    recent.remember(
      newMessage({ id: 1, queueId: 1, enqueuedTime: 0, content: aMessage(String(index), properties) }),
      [],
    );
  }
  const bytes = [...recent.newestFirst()].map((remembered) => remembered.message.content.size);
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(recentBytes);
  expect(recent.length).toBe(Math.floor(recentBytes / (bytes[0] ?? NaN)));
});

it('keeps what rules see of a large message, and not its body', () => {
  const recent = new RecentMessages<string>();
  const large = message('large', 100_000);
  recent.remember(large, []);
  const [remembered] = recent.newestFirst();
  expect(remembered?.message.size).toBe(large.size);
  expect(remembered?.message.content.size).toBeLessThan(200);
  expect(remembered && idOf(remembered.message)).toBe('large');
});

it('remembers nothing that it was told to forget', () => {
  const recent = new RecentMessages<string>();
  recent.remember(message('a'), []);
  recent.clear();
  expect(idsIn(recent)).toEqual([]);
  recent.remember(message('b'), []);
  expect(idsIn(recent)).toEqual(['b']);
});

it('finds decisions by the place of their message, those of reused places too', () => {
  const recent = new RecentMessages<string>();
  const decisions = new RecentDecisions();
  for (let index = 0; index < recentMessages * 1.5; index += 1) {
    decisions.note(recent.remember(message(String(index)), []), [], index + 1);
  }
  for (const { message: remembered, place } of recent.newestFirst()) {
    expect(decisions.outcomeAt(place)).toBe(Number(idOf(remembered)) + 1);
  }
  expect(new RecentDecisions().outcomeAt(0)).toBe(refusals.notTaken);
});
