import { absent, active, Ledger } from './ledger.js';
import { disorderIn, SessionOrder } from './session-order.js';

let ledger: Ledger;
let order: SessionOrder;

/** A session of four messages, which a receiver has just accepted. */
beforeEach(() => {
  ledger = new Ledger();
  order = new SessionOrder(ledger);
  for (const number of [0, 1, 2, 3]) {
    ledger.begin('send', [{ thing: `m${number}`, to: active }]).confirm();
    order.sent('s', number, `m${number}`);
  }
  order.accepted('s');
});

const deliver = (...numbers: readonly number[]): readonly string[] =>
  numbers.flatMap((number) => order.delivered('s', number)).map(({ what }) => what);

describe('messages of a session', () => {
  it('may come one after another', () => {
    expect(deliver(0, 1, 2, 3)).toEqual([]);
  });

  it('may not come again while one holds the session', () => {
    expect(deliver(0, 1, 1)).toEqual(['s: 1 came after 1']);
  });

  it('may not overtake one that is there', () => {
    expect(deliver(0, 2)).toEqual(['s: 2 came before 1']);
  });

  it('may pass those that are gone, and those of which nobody knows', () => {
    ledger.begin('complete', [{ thing: 'm0', to: absent }]).confirm();
    ledger.begin('complete', [{ thing: 'm1', to: absent }]);
    expect(deliver(2)).toEqual([]);
  });

  it('come again when they were handed back', () => {
    expect(deliver(0, 1)).toEqual([]);
    order.handedBack('s', 1);
    expect(deliver(1, 2)).toEqual([]);
  });

  it('come next when they were handed back', () => {
    expect(deliver(0, 1)).toEqual([]);
    order.handedBack('s', 1);
    expect(deliver(2)).toEqual(['s: 2 came before 1']);
  });

  it('come again to who accepts the session next, from the first on', () => {
    expect(deliver(0, 1)).toEqual([]);
    order.accepted('s');
    expect(deliver(1)).toEqual(['s: 1 came before 0']);
  });
});

it('messages stand in their order', () => {
  expect(disorderIn('s', [0, 2, 5])).toEqual([]);
  expect(disorderIn('s', [0, 5, 2])).toMatchObject([{ kind: 'out of order', what: 's: 2 stands behind 5' }]);
});
