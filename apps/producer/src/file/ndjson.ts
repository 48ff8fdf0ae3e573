import type { Readable } from 'node:stream';
import { readLine, type Reading, type ReadingOptions } from './record.js';

/**
 * The records of NDJSON, one a line; blank lines are passed over.
 *
 * @param input text
 * @returns the records of each part of the input, as it comes
 */
export async function* ndjsonReadings(input: Readable, options: ReadingOptions): AsyncGenerator<readonly Reading[]> {
  let line = 0;
  let rest = '';
  for await (const part of input) {
    const lines = `${rest}${String(part)}`.split('\n');
    rest = lines.pop() ?? '';
    const readings = lines.map((text, index) => readingOf(text, line + index + 1, options));
    line += lines.length;
    yield readings.filter((reading) => reading !== undefined);
  }
  const last = readingOf(rest, line + 1, options);
  if (last !== undefined) yield [last];
}

function readingOf(line: string, number: number, options: ReadingOptions): Reading | undefined {
  const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
  return text.trim() === '' ? undefined : readLine(text, number, options);
}
