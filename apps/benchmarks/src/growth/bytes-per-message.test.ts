import { bytesPerMessage } from './bytes-per-message.js';
import { growthRound } from './testing/growth-round.js';

describe('bytesPerMessage', () => {
  it('is what is in use beyond an empty broker, for each message', () => {
    expect(bytesPerMessage(growthRound, '1000000')).toBeCloseTo(157.3, 1);
  });

  it.each(['1000', '5'])('does not tell at a backlog of %s', (step) => {
    expect(bytesPerMessage(growthRound, step)).toBeUndefined();
  });
});
