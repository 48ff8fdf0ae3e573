import { pipeline, type Readable } from 'node:stream';
import type { CsvError } from 'csv-parse';
import { columnsOf, recordOf, type NamedColumns } from './csv-columns.js';
import { readRecord, type Reading, type ReadingOptions } from './record.js';

/**
 * The records of CSV: a header row with the names of fields, then a row for each message; quotes, quoted line breaks and a
 * byte order mark as RFC 4180 and spreadsheets have them. An empty cell is a field that is not there.
 *
 * @param input text
 * @returns the records of each part of the input, as it comes
 */
export async function* csvReadings(input: Readable, options: ReadingOptions): AsyncGenerator<readonly Reading[]> {
  const { parse } = await import('csv-parse');
  const rows = parse({ bom: true, info: true, skip_empty_lines: true, relax_column_count: true });
  // An error of the input ends the rows with it.
  pipeline(input, rows, () => undefined);
  let columns: NamedColumns | undefined;
  let readings: Reading[] = [];
  try {
    for await (const parsed of rows) {
      const { record, info } = parsed as {
        readonly record: readonly string[];
        readonly info: { readonly lines: number };
      };
      if (columns === undefined) {
        const header = columnsOf(record);
        if (!header.ok) {
          yield [{ line: info.lines, ok: false, problem: header.problem }];
          return;
        }
        columns = header;
        continue;
      }
      const row = recordOf(columns, record);
      readings.push(
        'problem' in row ? { line: info.lines, ok: false, problem: row.problem } : readRecord(row, info.lines, options),
      );
      if (rows.readableLength === 0) {
        yield readings;
        readings = [];
      }
    }
  } catch (error) {
    if (!isCsvError(error)) throw error;
    yield [...readings, { line: rows.info.lines, ok: false, problem: `not CSV: ${error.message}` }];
    return;
  } finally {
    input.destroy();
  }
  yield readings;
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && /^(CSV_|INVALID_OPENING_QUOTE)/.test(String(error.code));
}
