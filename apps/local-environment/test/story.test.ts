import { execute } from '@ams/messaging-runtime/cli';

import { storyCommand } from '../src/story/story-command.js';

/** Synthesizes the stack and starts apps more than ten times, on a machine that may have other things to do. */
const patience = 120_000;

/** The numbers of each row of the account, by the row's title. */
function rowsOf(printed: readonly string[]): Readonly<Record<string, readonly number[]>> {
  const cells = printed
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return Object.fromEntries(cells.map(([title = '', ...values]) => [title, values.map(Number)]));
}

describe('the story', () => {
  const printed: string[] = [];
  const reported: string[] = [];
  let code: number;

  beforeAll(async () => {
    code = await execute(storyCommand, [], {
      signal: new AbortController().signal,
      print: (line) => printed.push(line),
      report: (line) => reported.push(line),
    });
  }, patience);

  it('ends well', () => {
    expect({ code, reported, last: printed.at(-1) }).toEqual({
      code: 0,
      reported: [],
      last: 'Every message is accounted for. Nothing is lost.',
    });
  });

  it('takes orders while the broker is away, and refuses what is none', () => {
    const text = printed.join('\n');
    expect(text.match(/POST .* -> 202 accepted/g)).toHaveLength(2);
    expect(text.match(/POST .* -> 400 #\/amount/g)).toHaveLength(1);
    expect(text).toContain('2 orders published, 0 wait');
  });

  it('accounts for orders, and for events in billing and analytics', () => {
    const firstThree = Object.entries(rowsOf(printed)).map(([title, values]) => [title, values.slice(0, 3)] as const);
    expect(Object.fromEntries(firstThree)).toMatchObject({
      sent: [42, 20, 20],
      processed: [42, 19, 19],
      'dead-lettered': [4, 3, 3],
      resubmitted: [4, 3, 3],
      edited: [1, 0, 0],
      parked: [0, 1, 1],
      lost: [0, 0, 0],
      duplicates: [0, 0, 0],
    });
  });

  it('tells what was sent back, and what was parked', () => {
    const told = printed.filter((line) => / (sent back|parked)$/.test(line));
    expect(told).toEqual(['  1 sent back', '  9 sent back', '  2 parked']);
  });

  it('reports every purchase in one insight', () => {
    const { sent = [], processed = [], lost } = rowsOf(printed);
    expect(sent.at(3)).toBeGreaterThan(0);
    expect(processed.at(3)).toBe(sent.at(3));
    expect(lost?.at(3)).toBe(0);
    expect(printed.join('\n')).toContain('insights tell of 13 purchases of 598.00 in all');
  });

  it('processes the orders of each customer in sequence', () => {
    const { sent, processed, duplicates, 'retried at once': atOnce } = rowsOf(printed);
    expect([sent?.at(4), processed?.at(4), duplicates?.at(4)]).toEqual([60, 60, 0]);
    expect(atOnce?.at(4)).toBeGreaterThan(0);
    expect(printed.join('\n')).toContain('each of the 6 customers were processed in their sequence');
  });

  it('shows what is retried at once, and what is put off', () => {
    const { 'retried at once': atOnce, 'retried later': later } = rowsOf(printed);
    expect(atOnce?.slice(0, 2).every((count) => count > 0)).toBe(true);
    expect(later?.slice(1, 3).every((count) => count > 0)).toBe(true);
  });

  it('shows what an edit changes, and what an edited message tells', () => {
    const text = printed.join('\n');
    expect(text).toContain('body /amount: -4.5 -> 99.6');
    expect(text).toContain(
      'resubmit_count=1, resubmitted_by=support, last_dead_letter_reason=InvalidBody, edited=true',
    );
  });
});
