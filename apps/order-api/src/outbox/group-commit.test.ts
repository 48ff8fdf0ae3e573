import { GroupCommit } from './group-commit.js';

test('what comes in one turn shares a transaction, and each hears of its own result', async () => {
  let transactions = 0;
  const commit = new GroupCommit((work) => {
    transactions += 1;
    work();
  });
  const results = await Promise.all([commit.run(() => 'a'), commit.run(() => 'b'), commit.run(() => 'c')]);
  expect({ results, transactions }).toEqual({ results: ['a', 'b', 'c'], transactions: 1 });
  await commit.run(() => 'd');
  expect(transactions).toBe(2);
});

test('nobody hears of success when the transaction fails, and what comes later is tried anew', async () => {
  let isFull = true;
  const commit = new GroupCommit((work) => {
    work();
    if (isFull) throw new Error('database or disk is full');
  });
  const results = await Promise.allSettled([commit.run(() => 'a'), commit.run(() => 'b')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isFull = false;
  await expect(commit.run(() => 'c')).resolves.toBe('c');
});

test('work that throws takes the others of its turn with it, since they may have seen what it wrote', async () => {
  const commit = new GroupCommit((work) => work());
  const results = await Promise.allSettled([
    commit.run(() => 'a'),
    commit.run(() => {
      throw new Error('no');
    }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
