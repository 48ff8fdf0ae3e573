import fc from 'fast-check';

import { type Clock, ManualClock } from './clock.js';
import { type Deadline, Deadlines } from './deadlines.js';

describe('Deadlines', () => {
  it('acts when the time has come and not before', () => {
    const clock = new ManualClock(0);
    const action = jest.fn();
    new Deadlines(clock).schedule(10, action);
    clock.advance(9);
    expect(action).not.toHaveBeenCalled();
    clock.advance(1);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('acts at once, in the next turn of the clock, on what is overdue', () => {
    const clock = new ManualClock(1000);
    const action = jest.fn();
    new Deadlines(clock).schedule(10, action);
    clock.advance(0);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('acts on what another action has scheduled', () => {
    const clock = new ManualClock(0);
    const deadlines = new Deadlines(clock);
    const times: number[] = [];
    deadlines.schedule(10, () => deadlines.schedule(20, () => times.push(clock.now())));
    clock.advance(30);
    expect(times).toEqual([20]);
  });

  it('does not act on what another action has cancelled', () => {
    const clock = new ManualClock(0);
    const deadlines = new Deadlines(clock);
    const action = jest.fn();
    const second = deadlines.schedule(11, action);
    deadlines.schedule(10, () => deadlines.cancel(second));
    clock.advance(30);
    expect(action).not.toHaveBeenCalled();
  });

  it('takes no harm from cancelling what has passed', () => {
    const clock = new ManualClock(0);
    const deadlines = new Deadlines(clock);
    const passed = deadlines.schedule(10, () => undefined);
    const action = jest.fn();
    deadlines.schedule(20, action);
    clock.advance(10);
    deadlines.cancel(passed);
    deadlines.cancel(passed);
    clock.advance(10);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('waits on when its timer comes early', () => {
    const wakeUps: (() => void)[] = [];
    let now = 0;
    const hastyClock: Clock = {
      now: () => now,
      wakeAt: (_time, callback) => {
        wakeUps.push(callback);
        return () => undefined;
      },
    };
    const action = jest.fn();
    new Deadlines(hastyClock).schedule(10, action);
    now = 9;
    wakeUps.shift()?.();
    expect(action).not.toHaveBeenCalled();
    now = 10;
    wakeUps.shift()?.();
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('has one timer, however much it waits for', () => {
    const clock = new ManualClock(0);
    const armed = new Set<number>();
    let timers = 0;
    const countingClock: Clock = {
      now: () => clock.now(),
      wakeAt: (time, callback) => {
        const timer = (timers += 1);
        armed.add(timer);
        const takeBack = clock.wakeAt(time, () => {
          armed.delete(timer);
          callback();
        });
        return () => {
          armed.delete(timer);
          takeBack();
        };
      },
    };
    const deadlines = new Deadlines(countingClock);
    for (let at = 1000; at > 0; at -= 1) deadlines.schedule(at, () => undefined);
    expect(armed.size).toBe(1);
  });

  it('does nothing more once cleared', () => {
    const clock = new ManualClock(0);
    const deadlines = new Deadlines(clock);
    const action = jest.fn();
    deadlines.schedule(10, action);
    deadlines.clear();
    clock.advance(20);
    expect(action).not.toHaveBeenCalled();
  });

  it('behaves as a sorted list of times does, whatever is scheduled, cancelled and waited for', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('schedule' as const), after: fc.integer({ min: -5, max: 50 }) }),
      fc.record({ kind: fc.constant('cancel' as const), at: fc.nat() }),
      fc.record({ kind: fc.constant('wait' as const), time: fc.nat(20) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const clock = new ManualClock(0);
        const deadlines = new Deadlines(clock);
        const fired = new Set<number>();
        const all: { readonly deadline: Deadline; readonly at: number; cancelled: boolean }[] = [];
        for (const step of steps) {
          if (step.kind === 'wait') clock.advance(step.time);
          else if (step.kind === 'schedule') {
            const at = clock.now() + step.after;
            const index = all.length;
            all.push({ deadline: deadlines.schedule(at, () => fired.add(index)), at, cancelled: false });
            clock.advance(0);
          } else if (all.length > 0) {
            const chosen = all[step.at % all.length] as (typeof all)[number];
            if (chosen.at > clock.now()) chosen.cancelled = true;
            deadlines.cancel(chosen.deadline);
          }
          const expected = all.flatMap(({ at, cancelled }, index) => (at <= clock.now() && !cancelled ? [index] : []));
          expect([...fired].sort((a, b) => a - b)).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });
});
