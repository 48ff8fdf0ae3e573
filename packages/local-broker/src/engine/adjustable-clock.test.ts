import { AdjustableClock, isMovable } from './adjustable-clock.js';
import { ManualClock, systemClock } from './clock.js';
import { Deadlines } from './deadlines.js';

const start = Date.UTC(2026, 0, 1);

function aClock() {
  const base = new ManualClock(start);
  return { base, clock: new AdjustableClock(base) };
}

describe('AdjustableClock', () => {
  it('runs with its base', () => {
    const { base, clock } = aClock();
    const seen: number[] = [];
    clock.wakeAt(start + 1000, () => seen.push(clock.now()));
    base.advance(999);
    expect(seen).toEqual([]);
    base.advance(1);
    expect(seen).toEqual([start + 1000]);
  });

  it('keeps running from where it was moved to', () => {
    const { base, clock } = aClock();
    const seen: number[] = [];
    clock.advance(60_000);
    clock.wakeAt(start + 61_000, () => seen.push(clock.now()));
    base.advance(1000);
    expect(clock.now()).toBe(start + 61_000);
    expect(seen).toEqual([start + 61_000]);
  });

  it('runs what falls due on the way in order, each at its time, and only once', () => {
    const { base, clock } = aClock();
    const seen: [string, number][] = [];
    const note = (name: string) => () => seen.push([name, clock.now() - start]);
    clock.wakeAt(start + 3000, note('third'));
    clock.wakeAt(start + 1000, () => {
      note('first')();
      clock.wakeAt(start + 2000, note('second'));
    });
    clock.wakeAt(start + 5000, note('later'));
    clock.advance(4000);
    expect(seen).toEqual([
      ['first', 1000],
      ['second', 2000],
      ['third', 3000],
    ]);
    expect(clock.now()).toBe(start + 4000);
    base.advance(1000);
    expect(seen.at(-1)).toEqual(['later', 5000]);
    expect(seen).toHaveLength(4);
  });

  it('does not wake what was taken back', () => {
    const { base, clock } = aClock();
    const seen: string[] = [];
    const takeBack = clock.wakeAt(start + 1000, () => seen.push('woken'));
    takeBack();
    clock.advance(2000);
    base.advance(2000);
    expect(seen).toEqual([]);
  });

  it("fires a broker's deadlines in order in one jump", () => {
    const { clock } = aClock();
    const deadlines = new Deadlines(clock);
    const seen: number[] = [];
    for (const seconds of [30, 10, 20]) {
      deadlines.schedule(start + seconds * 1000, () => seen.push((clock.now() - start) / 1000));
    }
    clock.advance(60_000);
    expect(seen).toEqual([10, 20, 30]);
  });

  it.each([-1, NaN, Infinity])('refuses to be moved by %d', (milliseconds) => {
    expect(() => aClock().clock.advance(milliseconds)).toThrow(RangeError);
  });
});

describe('isMovable', () => {
  it("tells clocks that can be moved from the machine's", () => {
    expect([new ManualClock(), new AdjustableClock(), systemClock].map(isMovable)).toEqual([true, true, false]);
  });
});
