import { Pacer, sendNow, type PaceClock, type SendNow } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';
import { paced } from '../src/pacer.js';

/** Time that passes only while somebody waits, or when a test says so. */
class Time implements PaceClock {
  at = 0;
  now = () => this.at;
  pause = (milliseconds: number) => {
    this.at += milliseconds;
    return Promise.resolve();
  };
}

const running = new AbortController().signal;

function* endless(): Generator<ServiceBusMessage> {
  for (;;) yield { body: 1 };
}

/** The times at which messages pass, by the clock. */
async function timesOf(count: number, perSecond: number, time: Time, onMessage?: (index: number) => void) {
  const times: number[] = [];
  for await (const item of paced(endless(), new Pacer(perSecond, running, time))) {
    if (item === sendNow) continue;
    times.push(time.at);
    onMessage?.(times.length);
    if (times.length === count) break;
  }
  return times;
}

test('lets slow messages pass one by one, evenly', async () => {
  expect(await timesOf(5, 4, new Time())).toEqual([0, 250, 500, 750, 1_000]);
});

test('lets fast messages pass a few at a time, as many in a second as it should', async () => {
  const times = await timesOf(10_000, 5_000, new Time());
  const inSecond = (second: number) => times.filter((at) => Math.floor(at / 1_000) === second).length;
  const counts = new Map<number, number>();
  for (const at of times) counts.set(at, (counts.get(at) ?? 0) + 1);
  const atOnce = Math.max(...counts.values());
  expect({ first: inSecond(0), second: inSecond(1), atOnce }).toEqual({ first: 5_000, second: 5_000, atOnce: 100 });
});

test('keeps an odd rate', async () => {
  const times = await timesOf(700, 70, new Time());
  expect(times.at(-1)).toBeLessThan(10_000);
  expect(times.at(-1)).toBeGreaterThan(9_900);
});

test('does not make up for a pause', async () => {
  const time = new Time();
  const times = await timesOf(6, 10, time, (count) => {
    if (count === 3) time.at += 5_000;
  });
  expect(times).toEqual([0, 100, 200, 5_200, 5_300, 5_400]);
});

test('makes up for small delays, so that they do not add up', async () => {
  const time = new Time();
  const late = { ...time, now: time.now, pause: (milliseconds: number) => time.pause(milliseconds + 3) };
  const times: number[] = [];
  for await (const item of paced(endless(), new Pacer(10, running, late))) {
    if (item !== sendNow) times.push(time.at);
    if (times.length === 50) break;
  }
  expect(times.at(-1)).toBe(4_903);
});

test('has what passed before a wait sent without the wait', async () => {
  const seen: (ServiceBusMessage | SendNow)[] = [];
  for await (const item of paced(endless(), new Pacer(4, running, new Time()))) {
    seen.push(item);
    if (seen.length === 4) break;
  }
  expect(seen.map((item) => item === sendNow)).toEqual([false, true, false, true]);
});

test('shares one rate between two kinds of messages', async () => {
  const time = new Time();
  const pacer = new Pacer(10, running, time);
  const passed: string[] = [];
  const pass = async (kind: string) => {
    for await (const item of paced(endless(), pacer)) {
      if (item !== sendNow) passed.push(kind);
      if (passed.length >= 20) break;
    }
  };
  await Promise.all([pass('order'), pass('event')]);
  expect(new Set(passed)).toEqual(new Set(['order', 'event']));
  expect(time.at).toBeGreaterThanOrEqual(1_900);
});

test('lets everything pass once it is stopped', async () => {
  const stop = new AbortController();
  const pacer = new Pacer(0.01, stop.signal);
  expect(pacer.take()).toBeUndefined();
  const turn = pacer.take();
  stop.abort();
  await turn;
  expect(pacer.take()).toBeUndefined();
});
