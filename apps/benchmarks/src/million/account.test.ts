import { AccountError, checkAccount, type Facts } from './account.js';

const facts: Facts = {
  carrier: 'the broker',
  count: 100,
  producer: { sent: 100, refused: 0 },
  consumers: [
    { received: 60, processed: 60, duplicates: 0 },
    { received: 40, processed: 40, duplicates: 0 },
  ],
  drained: true,
};

const withConsumer = (difference: Partial<Facts['consumers'][number]>): Facts => ({
  ...facts,
  consumers: [{ received: 60, processed: 60, duplicates: 0, ...difference }, ...facts.consumers.slice(1)],
});

describe('checkAccount', () => {
  it('is content when each message was completed once', () => {
    expect(() => checkAccount(facts)).not.toThrow();
  });

  it.each([
    [
      'a message was not sent',
      { ...facts, producer: { sent: 99, refused: 1 } },
      'sent: 99, not 100; refused: 1, not 0',
    ],
    ['a message was not completed', withConsumer({ processed: 59 }), 'completed: 99, not 100'],
    ['an outcome was not confirmed', withConsumer({ processed: 59, unsettled: 1 }), 'not 100; unsettled: 1'],
    ['messages went through a server', withConsumer({ processed: 59 }), 'through the broker do not add up'],
    ['a message was delivered twice', withConsumer({ received: 61 }), 'delivered: 101, not 100'],
    ['a consumer saw a message again', withConsumer({ duplicates: 1 }), 'seen twice: 1, not 0'],
    ['something is left', { ...facts, drained: false }, 'are left in the queue'],
  ])('throws when %s', (_, wrong, text) => {
    expect(() => checkAccount(wrong)).toThrow(AccountError);
    expect(() => checkAccount(wrong)).toThrow(text);
  });
});
