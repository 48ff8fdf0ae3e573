import { allChosen, extendedTo, hasWholePage, isChosen, nothingChosen, pageToggled, toggled } from './selection.js';

const rows = ['1', '2', '3', '4', '5'];

describe('a selection of messages', () => {
  it('takes a message and lets go of it again', () => {
    const one = toggled(nothingChosen, '3');
    expect(isChosen(one, '3')).toBe(true);
    expect(isChosen(toggled(one, '3'), '3')).toBe(false);
  });

  it.each([
    { from: '2', to: '4', chosen: ['2', '3', '4'] },
    { from: '4', to: '2', chosen: ['4', '2', '3'] },
  ])('extends from $from to $to', ({ from, to, chosen }) => {
    expect([...extendedTo(toggled(nothingChosen, from), rows, to).chosen]).toEqual(chosen);
  });

  it('extends anew from the same row', () => {
    const first = extendedTo(toggled(nothingChosen, '2'), rows, '3');
    expect(extendedTo(first, rows, '1').anchor).toBe('2');
  });

  it('begins with a row where there is nothing to extend from', () => {
    expect([...extendedTo(nothingChosen, rows, '4').chosen]).toEqual(['4']);
  });

  it('takes the whole page, keeps those of other pages, and lets go of the page alone', () => {
    const page = pageToggled(toggled(nothingChosen, '77'), rows);
    expect(hasWholePage(page, rows)).toBe(true);
    expect([...pageToggled(page, rows).chosen]).toEqual(['77']);
  });

  it('begins anew when one is touched after all that match', () => {
    expect([...toggled(allChosen(), '2').chosen]).toEqual(['2']);
  });
});
