import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const entry = z.object({ message_id: z.string() });

/** What ledgers of consumers prove. */
export interface Proof {
  /** Different messages that were processed. */
  readonly processed: number;
  /** Times that a message was processed that had been processed before, by whichever consumer. */
  readonly duplicates: number;
}

/** Ids of all that consumers wrote into their ledgers. A consumer that processed nothing has none. */
export function idsOf(files: readonly string[]): readonly string[] {
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => entry.parse(JSON.parse(line)).message_id);
}

/** Counts what all consumers of one entity wrote into their ledgers. */
export function readLedgers(files: readonly string[]): Proof {
  const ids = idsOf(files);
  const processed = new Set(ids).size;
  return { processed, duplicates: ids.length - processed };
}
