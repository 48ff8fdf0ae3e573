import { absent, active, Ledger, type Operation } from './ledger.js';

let ledger: Ledger;

beforeEach(() => {
  ledger = new Ledger();
});

const send = (...things: readonly string[]): Operation =>
  ledger.begin(
    'send',
    things.map((thing) => ({ thing, to: active })),
  );
const complete = (...things: readonly string[]): Operation =>
  ledger.begin(
    'complete',
    things.map((thing) => ({ thing, to: absent })),
  );
const kindsAfter = (...things: readonly string[]): readonly string[] =>
  ledger.observe(things.map((thing) => [thing, active] as const)).map(({ kind }) => kind);

describe('a message that was sent', () => {
  it('may be there or not when nobody answered', () => {
    send('a');
    send('b');
    expect(kindsAfter('a')).toEqual([]);
  });

  it('has to be there once that was acknowledged', () => {
    send('a').confirm();
    expect(kindsAfter()).toEqual(['lost']);
  });

  it('has to be there still after another crash', () => {
    send('a').confirm();
    expect(kindsAfter('a')).toEqual([]);
    expect(kindsAfter()).toEqual(['lost']);
  });

  it('may not be there when it was refused', () => {
    send('a').refuse();
    expect(kindsAfter('a')).toEqual(['resurrected']);
  });

  it('may not come up once it was found missing', () => {
    send('a');
    expect(kindsAfter()).toEqual([]);
    expect(kindsAfter('a')).toEqual(['resurrected']);
  });

  it('is there once', () => {
    send('a').confirm();
    expect(kindsAfter('a', 'a')).toEqual(['doubled']);
  });

  it('was sent by somebody', () => {
    expect(kindsAfter('a')).toEqual(['unknown']);
  });
});

describe('a message that was settled', () => {
  it('may be there or not when nobody answered', () => {
    send('a', 'b').confirm();
    complete('a');
    complete('b');
    expect(kindsAfter('b')).toEqual([]);
  });

  it('may not come back once that was acknowledged', () => {
    send('a').confirm();
    complete('a').confirm();
    expect(kindsAfter('a')).toEqual(['resurrected']);
  });

  it('may not come back crashes later', () => {
    send('a').confirm();
    complete('a').confirm();
    expect(kindsAfter()).toEqual([]);
    expect(kindsAfter('a')).toEqual(['resurrected']);
  });

  it('is in the state that it was given', () => {
    send('a', 'b', 'c').confirm();
    for (const thing of ['a', 'b', 'c']) ledger.begin('dead-letter', [{ thing, to: 'dead' }]).confirm();
    const violations = ledger.observe([
      ['a', 'dead'],
      ['b', active],
      ['c', 'deferred'],
    ]);
    expect(violations.map(({ kind, what }) => [kind, what])).toEqual([
      ['resurrected', 'b is active, not dead'],
      ['misplaced', 'c is deferred, not dead'],
    ]);
  });

  it('may not be delivered again, answered or not', () => {
    send('a').confirm();
    expect(ledger.delivered('a')).toEqual([]);
    complete('a');
    expect(ledger.delivered('a')).toMatchObject([{ kind: 'resurrected' }]);
    expect(ledger.delivered('b')).toMatchObject([{ kind: 'unknown' }]);
  });

  it('may be delivered again when the settlement was refused', () => {
    send('a').confirm();
    complete('a').refuse();
    expect(ledger.delivered('a')).toEqual([]);
    expect(kindsAfter()).toEqual(['lost']);
  });
});

describe('an operation on several things', () => {
  it('happens to all of them or to none', () => {
    send('a', 'b');
    send('c', 'd');
    expect(kindsAfter('a', 'b')).toEqual([]);
  });

  it('may not happen to one of them alone', () => {
    send('a', 'b');
    expect(kindsAfter('a')).toEqual(['half transactions']);
  });

  it('may not settle one message without sending the other', () => {
    send('order').confirm();
    ledger.begin('move', [
      { thing: 'order', to: absent },
      { thing: 'invoice', to: active },
    ]);
    expect(kindsAfter()).toEqual(['half transactions']);
  });

  it('is not half done when one of its messages was settled afterwards', () => {
    send('a', 'b');
    complete('a');
    expect(kindsAfter('b')).toEqual([]);
  });

  it('is half done when what came after it cannot explain what is missing', () => {
    send('a', 'b');
    complete('a').confirm();
    expect(kindsAfter()).toEqual(['half transactions']);
  });

  it('has to be there as a whole once it was acknowledged', () => {
    send('a', 'b').confirm();
    expect(kindsAfter('a')).toEqual(['lost']);
  });
});

it('a value that was replaced may not come back', () => {
  ledger.begin('set', [{ thing: 'state', to: '1' }]).confirm();
  ledger.begin('set', [{ thing: 'state', to: '2' }]).confirm();
  ledger.begin('set', [{ thing: 'state', to: '3' }]);
  expect(ledger.observe([['state', '1']])).toMatchObject([{ kind: 'resurrected', what: 'state is 1, not 2 or 3' }]);
});

it('counts what was acknowledged by its verb, once', () => {
  const operation = send('a');
  operation.confirm();
  operation.confirm();
  send('b').refuse();
  send('c');
  expect([...ledger.acknowledged]).toEqual([['send', 1]]);
});
