import { RateLimit } from '../src/dead-letters/rate-limit.js';

function clock() {
  let time = 0;
  return {
    pass: (milliseconds: number) => (time += milliseconds),
    time: () => time,
    pacing: {
      now: () => time,
      pause: async (milliseconds: number) => {
        time += milliseconds;
      },
    },
  };
}

const running = new AbortController().signal;

test('spreads turns evenly', async () => {
  const { pacing, time } = clock();
  const limit = new RateLimit(4, pacing);
  const turns = [];
  for (let turn = 0; turn < 4; turn += 1) {
    await limit.turn(running);
    turns.push(time());
  }
  expect(turns).toEqual([0, 250, 500, 750]);
});

test('does not make up for time in which nobody came', async () => {
  const { pacing, time, pass } = clock();
  const limit = new RateLimit(1, pacing);
  await limit.turn(running);
  pass(10_000);
  await limit.turn(running);
  await limit.turn(running);
  expect(time()).toBe(11_000);
});

test('lets all pass without a limit', async () => {
  const { pacing, time } = clock();
  const limit = new RateLimit(Infinity, pacing);
  for (let turn = 0; turn < 100; turn += 1) await limit.turn(running);
  expect(time()).toBe(0);
});

test('says so when it was stopped meanwhile', async () => {
  const stop = new AbortController();
  const limit = new RateLimit(0.001);
  await limit.turn(stop.signal);
  const waiting = limit.turn(stop.signal);
  stop.abort();
  await expect(waiting).resolves.toBe(false);
});
