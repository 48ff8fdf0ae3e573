import { balance, type Facts } from './account.js';

const facts: Facts = {
  entity: 'orders',
  sent: 40,
  retriedAtOnce: 3,
  retriedLater: 1,
  deadLettered: 4,
  resubmitted: 4,
  edited: 1,
  parked: 0,
  rate: 1000,
  proof: { processed: 39, duplicates: 0 },
  left: { active: 0, scheduled: 0, deferred: 0, deadLettered: 1 },
};

describe('balance', () => {
  it('finds nothing lost when all was processed or is still dead-lettered', () => {
    expect(balance(facts)).toMatchObject({ processed: 39, lost: 0, duplicates: 0 });
  });

  it('counts as lost what was neither processed nor is in the broker', () => {
    expect(balance({ ...facts, proof: { processed: 37, duplicates: 0 } }).lost).toBe(2);
  });

  it('does not count as lost what is parked', () => {
    expect(balance({ ...facts, parked: 2, proof: { processed: 37, duplicates: 0 } }).lost).toBe(0);
  });

  it.each(['active', 'scheduled', 'deferred'] as const)('does not count as lost what is still %s', (state) => {
    const left = { ...facts.left, [state]: 2 };
    expect(balance({ ...facts, left, proof: { processed: 37, duplicates: 0 } }).lost).toBe(0);
  });

  it('does not let a message that was processed twice hide one that was lost', () => {
    expect(balance({ ...facts, proof: { processed: 38, duplicates: 1 } })).toMatchObject({ lost: 1, duplicates: 1 });
  });
});
