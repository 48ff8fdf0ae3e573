import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isInSequence, sequencesIn } from './sequences.js';

describe('sequencesIn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sequences-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  const line = (customer: number, number: number, second: number): string =>
    JSON.stringify({
      session_id: `customer-${customer}`,
      message_id: `4f2a90c1-customer-${customer}-${number}`,
      at: `2026-11-05T08:15:0${second}.000Z`,
    });

  const ledger = (name: string, ...lines: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, lines.join('\n'));
    return file;
  };

  it('has the numbers of each customer as they were processed, right or wrong', () => {
    const file = ledger('one', line(1, 1, 1), line(2, 1, 1), line(1, 10, 1), line(1, 2, 1), '');
    expect([...sequencesIn([file])]).toEqual([
      ['customer-1', [1, 10, 2]],
      ['customer-2', [1]],
    ]);
  });

  it('follows a customer from one consumer to another and back', () => {
    const files = [ledger('left', line(1, 1, 1), line(1, 3, 3), ''), ledger('right', line(1, 2, 2), '')];
    expect([...sequencesIn(files)]).toEqual([['customer-1', [1, 2, 3]]]);
  });

  it('leaves out half a line, and a ledger that was never written', () => {
    const file = ledger('killed', line(1, 1, 1), '{"session_id":"cust');
    expect([...sequencesIn([file, join(folder, 'missing')])]).toEqual([['customer-1', [1]]]);
  });

  it('refuses a ledger that tells of no sessions', () => {
    expect(() => sequencesIn([ledger('other', '{"message_id":"order-1"}', '')])).toThrow('session_id');
  });
});

describe('isInSequence', () => {
  it('takes a number that comes again at once, and gaps', () => {
    expect(isInSequence([1, 1, 2, 4])).toBe(true);
  });

  it('finds a number after a greater one', () => {
    expect(isInSequence([1, 2, 1])).toBe(false);
  });
});
