import { ManualClock } from './clock.js';

describe('ManualClock', () => {
  it('stands still until it is turned', () => {
    const clock = new ManualClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it.each([NaN, Infinity, '2026-01-01' as unknown as number])('does not start at %p', (start) => {
    expect(() => new ManualClock(start)).toThrow(
      new RangeError(`A ManualClock cannot start at ${start}. Give milliseconds since 1970, such as Date.now().`),
    );
  });

  it.each([-1, NaN, Infinity])('is not turned by %p', (milliseconds) => {
    const clock = new ManualClock(1000);
    expect(() => clock.advance(milliseconds)).toThrow(
      new RangeError(`A clock cannot be moved by ${milliseconds} ms. Give 0 or more.`),
    );
    expect(clock.now()).toBe(1000);
  });

  it('runs what falls due in the order of time, each at its own time', () => {
    const clock = new ManualClock(0);
    const ran: string[] = [];
    clock.wakeAt(20, () => ran.push(`late at ${clock.now()}`));
    clock.wakeAt(10, () => ran.push(`early at ${clock.now()}`));
    clock.advance(100);
    expect(ran).toEqual(['early at 10', 'late at 20']);
  });

  it('does not run what is still to come', () => {
    const clock = new ManualClock(0);
    const wake = jest.fn();
    clock.wakeAt(11, wake);
    clock.advance(10);
    expect(wake).not.toHaveBeenCalled();
  });

  it('runs what is set on the way and falls due on the way', () => {
    const clock = new ManualClock(0);
    const times: number[] = [];
    clock.wakeAt(10, () => clock.wakeAt(15, () => times.push(clock.now())));
    clock.advance(20);
    expect(times).toEqual([15]);
  });

  it('does not run what was taken back', () => {
    const clock = new ManualClock(0);
    const wake = jest.fn();
    const takeBack = clock.wakeAt(10, wake);
    takeBack();
    clock.advance(20);
    expect(wake).not.toHaveBeenCalled();
  });

  it('never runs backwards for a wake-up that is overdue', () => {
    const clock = new ManualClock(1000);
    const times: number[] = [];
    clock.wakeAt(10, () => times.push(clock.now()));
    clock.advance(0);
    expect(times).toEqual([1000]);
  });
});
