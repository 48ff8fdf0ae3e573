import type { Readable } from 'node:stream';
import { csvReadings } from './csv.js';
import { ndjsonReadings } from './ndjson.js';
import type { Reading, ReadingOptions } from './record.js';

export const fileFormats = ['ndjson', 'csv'] as const;

export type FileFormat = (typeof fileFormats)[number];

/** The format that a file's name tells: CSV by its ending, else NDJSON. */
export function formatOf(file: string): FileFormat {
  return /\.csv$/i.test(file) ? 'csv' : 'ndjson';
}

/** The records of a text in that format, part by part as it comes. */
export function readingsOf(
  input: Readable,
  format: FileFormat,
  options: ReadingOptions,
): AsyncGenerator<readonly Reading[]> {
  input.setEncoding('utf8');
  return format === 'csv' ? csvReadings(input, options) : ndjsonReadings(input, options);
}
