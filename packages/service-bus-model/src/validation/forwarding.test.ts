import { describeProblem, forwardingProblems, type Forward } from './index.js';

const forwards = (...names: readonly string[]): readonly Forward[] =>
  names.slice(1).map((to, index) => ({ from: names[index] ?? '', to }));

describe('forwardingProblems', () => {
  it.each<[string, Forward, readonly Forward[]]>([
    ['a first forward', { from: 'orders', to: 'archive' }, []],
    ['several that meet', { from: 'refunds', to: 'archive' }, forwards('orders', 'archive')],
    ['several that part', { from: 'events', to: 'audit' }, forwards('events', 'archive')],
    ['four hops', { from: 'c', to: 'd' }, [...forwards('a', 'b', 'c'), ...forwards('d', 'e')]],
  ])('accepts %s', (_, added, others) => {
    expect(forwardingProblems(added, others)).toEqual([]);
  });

  it.each<[string, Forward, readonly Forward[], string]>([
    [
      'a circle',
      { from: 'archive', to: 'orders' },
      forwards('orders', 'copies', 'archive'),
      "forwardTo is 'orders', but archive -> orders -> copies -> archive is a circle: messages go round until they are dead-lettered. Forward to an entity that does not lead back.",
    ],
    [
      'a circle of names in another case',
      { from: 'archive', to: 'Orders' },
      forwards('orders', 'Archive'),
      "forwardTo is 'Orders', but archive -> Orders -> Archive is a circle",
    ],
    [
      'an entity that forwards to itself',
      { from: 'orders', to: 'orders' },
      [],
      "forwardTo is 'orders', but orders -> orders is a circle",
    ],
    [
      'five hops',
      { from: 'c', to: 'd' },
      [...forwards('a', 'b', 'c'), ...forwards('d', 'e', 'f')],
      "forwardTo is 'd', but a -> b -> c -> d -> e -> f has 5 hops, and a message that is to be forwarded more than 4 times is dead-lettered. Forward past some of the entities.",
    ],
    [
      'the longest of several chains',
      { from: 'd', to: 'e' },
      [...forwards('x', 'd'), ...forwards('a', 'b', 'c', 'd'), ...forwards('e', 'f')],
      "forwardTo is 'e', but a -> b -> c -> d -> e -> f has 5 hops",
    ],
  ])('finds %s', (_, added, others, message) => {
    const problems = forwardingProblems(added, others);
    expect(problems.map(describeProblem)).toEqual([expect.stringContaining(message)]);
    expect(problems).toEqual([expect.objectContaining({ taken: true })]);
  });
});
