import { Moments } from './moments.js';

/** Sends a and b, completes a together with sending c, sends d. */
function someMoments(): Moments {
  const moments = new Moments();
  moments.did([{ thing: 'a', to: 'active' }]);
  moments.did([{ thing: 'b', to: 'active' }]);
  moments.did([
    { thing: 'a', to: 'absent' },
    { thing: 'c', to: 'active' },
  ]);
  moments.did([{ thing: 'd', to: 'active' }]);
  return moments;
}

const kinds = (found: Record<string, string>, least: number): readonly string[] =>
  someMoments()
    .judge(new Map(Object.entries(found)), least)
    .map(({ kind }) => kind);

describe('what is there after a broker was damaged', () => {
  it.each([
    [{}, 0],
    [{ a: 'active', b: 'active' }, 0],
    [{ a: 'active', b: 'active' }, 2],
    [{ b: 'active', c: 'active' }, 2],
    [{ b: 'active', c: 'active', d: 'active' }, 4],
  ])('may be what was there at a moment: %j', (found, least) => {
    expect(kinds(found, least)).toEqual([]);
  });

  it('may not be of an earlier moment than what is certain', () => {
    expect(kinds({ b: 'active', c: 'active' }, 4)).toEqual(['lost']);
    expect(kinds({ a: 'active', b: 'active' }, 4)).toEqual(['resurrected', 'lost', 'lost']);
  });

  it('may not lack something of the midst', () => {
    expect(kinds({ c: 'active', d: 'active' }, 2)).toEqual(['lost']);
  });

  it('may not have one part of an operation without the other', () => {
    expect(kinds({ a: 'active', b: 'active', c: 'active' }, 2)).toEqual(['half transactions']);
    expect(kinds({ b: 'active' }, 2)).toEqual(['half transactions']);
  });

  it('may not be in a state that nobody asked for, or never have been sent', () => {
    expect(kinds({ b: 'dead', c: 'active', d: 'active' }, 4)).toEqual(['misplaced']);
    expect(kinds({ b: 'active', c: 'active', d: 'active', e: 'active' }, 4)).toEqual(['unknown']);
  });
});
