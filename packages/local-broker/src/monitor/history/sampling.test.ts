import { ManualClock } from '../../engine/clock.js';
import { Deadlines } from '../../engine/deadlines.js';
import { Sampling } from './sampling.js';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const start = Date.UTC(2026, 0, 1);

let clock: ManualClock;
let looks: number[];
let sampling: Sampling;

beforeEach(() => {
  clock = new ManualClock(start);
  looks = [];
  sampling = new Sampling(clock, new Deadlines(clock), () => looks.push(clock.now()));
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('looks at each full second', () => {
  clock.advance(300);
  clock.advance(3 * second);
  expect(looks).toEqual([1, 2, 3].map((seconds) => start + seconds * second));
});

it('looks by the minute once a clock was moved by a quarter of an hour at once', () => {
  clock.advance(20 * minute);
  expect(looks).toHaveLength(900 + 5);
});

it('looks at a clock that is moved by years about as often as at one that is moved by a day', () => {
  clock.advance(10 * 365 * day);
  expect(looks.length).toBeLessThan(900 + 1440 + 30);
});

it('looks by the second again when the clock has stopped moving', async () => {
  clock.advance(400 * day);
  await nextTurn();
  looks = [];
  clock.advance(5 * second);
  expect(looks).toHaveLength(5);
});

it('looks no more once it is stopped', async () => {
  clock.advance(second);
  sampling.stop();
  await nextTurn();
  clock.advance(minute);
  expect(looks).toHaveLength(1);
});
