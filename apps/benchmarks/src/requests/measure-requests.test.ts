import { checkOrders, OrderAccountError } from './measure-requests.js';

const summary = { accepted: 10, published: 10, refused: 0, waiting: 0 };

describe('checkOrders', () => {
  it('is content when every order that was answered is published', () => {
    expect(() => checkOrders(10, summary)).not.toThrow();
  });

  it('names all that does not add up', () => {
    expect(() => checkOrders(10, { ...summary, published: 8, waiting: 2 })).toThrow(
      new OrderAccountError('The orders do not add up. published: 8, not 10; waiting: 2, not 0.'),
    );
  });
});
