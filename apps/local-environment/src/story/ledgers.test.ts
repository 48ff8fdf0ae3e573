import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readLedgers } from './ledgers.js';

describe('readLedgers', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledgers-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const ledger = (name: string, ...ids: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, ids.map((message_id) => `${JSON.stringify({ message_id })}\n`).join(''));
    return file;
  };

  it('counts different messages over all consumers', () => {
    expect(readLedgers([ledger('a', '1', '2'), ledger('b', '3')])).toEqual({ processed: 3, duplicates: 0 });
  });

  it('finds a message that two consumers processed', () => {
    expect(readLedgers([ledger('a', '1', '2'), ledger('b', '2')])).toEqual({ processed: 2, duplicates: 1 });
  });

  it('takes a ledger that was never written for an empty one', () => {
    expect(readLedgers([join(folder, 'missing')])).toEqual({ processed: 0, duplicates: 0 });
  });

  it('refuses a line that is no entry of a ledger', () => {
    const file = join(folder, 'wrong');
    writeFileSync(file, '{"id":1}\n');
    expect(() => readLedgers([file])).toThrow('message_id');
  });
});
