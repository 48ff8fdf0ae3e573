import { parseTime, TimeWithoutZone } from './time-without-zone.js';

describe('a time', () => {
  it.each([
    ['2020-07-05T11:12:13Z', '2020-07-05T11:12:13.000Z'],
    ['2020-07-05T11:12:13.5+02:00', '2020-07-05T09:12:13.500Z'],
    ['2020-07-05T11:12:13', '2020-07-05T11:12:13.000'],
    ['2020-07-05T11:12:13.25', '2020-07-05T11:12:13.250'],
  ])('%s is written as %s', (text, written) => {
    expect(parseTime(text).toISOString()).toBe(written);
  });

  it('without a zone counts as UTC', () => {
    expect(parseTime('2020-07-05T11:12:13')).toEqual(new TimeWithoutZone(Date.UTC(2020, 6, 5, 11, 12, 13)));
  });

  it.each(['', 'noon', '2020-07-05T25:00:00', 'T'])("is not read from '%s'", (text) => {
    expect(parseTime(text).getTime()).toBeNaN();
  });
});
