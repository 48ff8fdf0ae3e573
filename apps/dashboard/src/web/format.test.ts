import {
  formatBytes,
  formatCount,
  formatDuration,
  formatIsoDuration,
  formatRate,
  formatRelative,
  plural,
} from './format.js';

test('counts have commas, and a dash where nothing is known', () => {
  expect(formatCount(48_213)).toBe('48,213');
  expect(formatCount(0)).toBe('0');
  expect(formatCount(null)).toBe('–');
});

test('small rates keep a digit after the point, large ones none', () => {
  expect(formatRate(0.25)).toBe('0.3');
  expect(formatRate(9.94)).toBe('9.9');
  expect(formatRate(1_234.6)).toBe('1,235');
});

test('bytes are told in the largest unit that they fill', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(1_023)).toBe('1,023 B');
  expect(formatBytes(1_536)).toBe('1.5 KiB');
  expect(formatBytes(1_024 ** 3)).toBe('1 GiB');
});

test('lengths of time are told by their two largest units', () => {
  expect(formatDuration(850)).toBe('850 ms');
  expect(formatDuration(59_999)).toBe('59 s');
  expect(formatDuration(185_000)).toBe('3 min 5 s');
  expect(formatDuration(3_600_000)).toBe('1 h');
  expect(formatDuration(90_061_000)).toBe('1 d 1 h');
});

test('moments are told from now, before and after it', () => {
  expect(formatRelative(1_000_000, 1_000_400)).toBe('now');
  expect(formatRelative(1_000_000, 1_240_000)).toBe('4 min ago');
  expect(formatRelative(8_200_000, 1_000_000)).toBe('in 2 h');
});

test.each([
  ['PT1M', '1 minute'],
  ['P14D', '14 days'],
  ['PT1H30M', '1 hour 30 minutes'],
  ['PT0S', '0 seconds'],
  ['P10675199DT2H48M5.4775807S', 'without end'],
  ['P', 'P'],
  ['active', 'active'],
])('reads the duration %s as %s', (text, expected) => {
  expect(formatIsoDuration(text)).toBe(expected);
});

test('one message is no messages', () => {
  expect(plural(1, 'message')).toBe('1 message');
  expect(plural(0, 'message')).toBe('0 messages');
  expect(plural(2, 'entity', 'entities')).toBe('2 entities');
});
