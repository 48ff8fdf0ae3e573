import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sequencesIn } from './sequences.js';

describe('sequencesIn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sequences-'));
  const ledger = join(folder, 'ledger.ndjson');

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the numbers of each customer as they were processed, right or wrong', () => {
    const ids = ['r-customer-1-1', 'r-customer-2-1', 'r-customer-1-10', 'r-customer-1-2'];
    const lines = ids.map((id) => JSON.stringify({ session_id: id.slice(2, 12), message_id: id }));
    writeFileSync(ledger, `${lines.join('\n')}\n`);
    expect([...sequencesIn(ledger)]).toEqual([
      ['customer-1', [1, 10, 2]],
      ['customer-2', [1]],
    ]);
  });

  it('refuses a ledger that tells of no sessions', () => {
    writeFileSync(ledger, '{"message_id":"order-1"}\n');
    expect(() => sequencesIn(ledger)).toThrow('session_id');
  });
});
