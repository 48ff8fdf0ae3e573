import { describeProblem, managementLockProblems, type LockLevel, type ManagementLockDefinition } from './index.js';

describe('managementLockProblems', () => {
  it.each<Partial<ManagementLockDefinition>>([
    {},
    { name: 'keep', level: 'CanNotDelete', notes: 'Orders are on their way.' },
    { name: 'n'.repeat(259), level: 'ReadOnly', notes: 'n'.repeat(512) },
  ])('accepts %p', (lock) => {
    expect(managementLockProblems(lock)).toEqual([]);
  });

  it.each<[Partial<ManagementLockDefinition>, string]>([
    [
      { name: 'do not delete' },
      "name is 'do not delete', but a lock's name has 1 to 259 letters, digits and - _. Choose for example 'keep'.",
    ],
    [{ name: 'n'.repeat(260) }, "but a lock's name has 1 to 259 letters"],
    [
      { level: 'NoDelete' as LockLevel },
      "level is 'NoDelete', but the levels of a lock are CanNotDelete or ReadOnly. Choose one of them, spelled so.",
    ],
    [
      { notes: 'n'.repeat(513) },
      'but the notes of a lock have at most 512 characters. Keep the rest elsewhere and write down where.',
    ],
  ])('refuses %p', (lock, message) => {
    expect(managementLockProblems(lock).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});
