import { settingText } from './setting-text.js';

test.each([
  [null, 'not set'],
  ['', 'not set'],
  [true, 'yes'],
  [10_240, '10,240'],
  ['Active', 'Active'],
])('writes %j as %s', (value, text) => {
  expect(settingText(value)).toEqual({ text, exact: null });
});

test('writes a duration for people, and keeps how it was given', () => {
  expect(settingText('PT1M')).toEqual({ text: '1 minute', exact: 'PT1M' });
});
