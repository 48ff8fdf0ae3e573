import { setImmediate as nextTurn } from 'node:timers/promises';
import { Pacer, type PaceClock } from '../src/index.js';

/** Time that passes only while somebody waits. */
class Time implements PaceClock {
  at = 0;
  now = () => this.at;
  pause = async (milliseconds: number) => {
    await nextTurn();
    this.at += milliseconds;
  };
}

test('lets those who wait together pass in their order, one at a time', async () => {
  const time = new Time();
  const pacer = new Pacer(4, new AbortController().signal, time);
  const passed: string[] = [];
  const pass = async (name: string) => {
    await pacer.take();
    passed.push(`${name} at ${time.at}`);
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(pass));
  expect(passed).toEqual(['a at 0', 'b at 250', 'c at 500', 'd at 750']);
});

test('lets those who wait go when it is stopped', async () => {
  const stop = new AbortController();
  const pacer = new Pacer(0.001, stop.signal);
  await pacer.take();
  const waiting = Promise.all([pacer.take(), pacer.take()]);
  stop.abort();
  await expect(waiting).resolves.toEqual([undefined, undefined]);
});
