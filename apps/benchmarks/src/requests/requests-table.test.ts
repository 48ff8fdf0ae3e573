import { requestsTable } from './requests-table.js';

test('each number of connections has a row, with an outbox and without', () => {
  const steps = { 1: { perSecond: 500, p50: 1.5, p99: 7.5 }, 64: { perSecond: 5_400, p50: 10, p99: 40 } };
  const text = requestsTable({ outbox: steps, direct: { 1: { perSecond: 300, p50: 3, p99: 9 } } });
  const rows = text.split('\n').filter((line) => /from the outbox|published at once/.test(line));
  expect(
    rows.map((row) =>
      row
        .split('│')
        .map((cell) => cell.trim())
        .slice(1, -1),
    ),
  ).toEqual([
    ['from the outbox', '1', '500', '1.5', '7.5'],
    ['from the outbox', '64', '5,400', '10', '40'],
    ['published at once', '1', '300', '3', '9'],
  ]);
});
