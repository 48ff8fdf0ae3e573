import { lengthOf, spanOfConsumer, spanOfProducer } from './time-span.js';

describe('the time that work took', () => {
  it('is, of a producer, what it says, up to its summary', () => {
    const span = spanOfProducer({ summary: { sent: 10, refused: 0, seconds: 2 }, at: 5_000 });
    expect(span).toEqual({ from: 3_000, to: 5_000 });
  });

  const consumer = { received: 10, processed: 10, duplicates: 0, seconds: 2 };

  it('leaves out that a consumer waited for more before it ended', () => {
    expect(spanOfConsumer({ summary: consumer, at: 9_000 }, 5)).toEqual({ from: 2_000, to: 4_000 });
  });

  it('is nothing for a consumer that got nothing', () => {
    expect(spanOfConsumer({ summary: { ...consumer, received: 0, seconds: 0 }, at: 9_000 }, 5)).toBeUndefined();
  });

  it('reaches from the first beginning to the last end of all who worked', () => {
    expect(lengthOf([{ from: 3, to: 7 }, undefined, { from: 5, to: 12 }])).toBe(9);
  });

  it('is 0 when nobody worked', () => {
    expect(lengthOf([undefined])).toBe(0);
  });
});
