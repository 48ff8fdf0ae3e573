import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

const entrySchema = z.object({ message_id: z.string(), delivery_count: z.number().int().nonnegative() });

/** One processing of a message, as a consumer noted it before the message was completed. */
export type Processing = z.infer<typeof entrySchema>;

/** What became of messages, by the notes of all consumers of an entity. */
export interface ProcessingRecord {
  /** Different messages that were processed. */
  readonly processed: number;
  /** Processings of a message that had been processed before, as happens when a consumer dies. */
  readonly repeated: number;
  /** Messages that came twice as the same delivery: one of the two had been completed, or two consumers had it at once. */
  readonly doubled: readonly string[];
}

/** @param processings in any order. */
export function recordOf(processings: readonly Processing[]): ProcessingRecord {
  const deliveries = new Map<string, Set<number>>();
  const doubled = new Set<string>();
  for (const { message_id: id, delivery_count: count } of processings) {
    const counts = deliveries.get(id) ?? new Set();
    if (counts.has(count)) doubled.add(id);
    deliveries.set(id, counts.add(count));
  }
  return { processed: deliveries.size, repeated: processings.length - deliveries.size, doubled: [...doubled] };
}

/** Reads the ledgers of consumers. One that was killed may have left half a line, and one that did nothing none. */
export function readProcessings(files: readonly string[]): readonly Processing[] {
  return files
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))
    .map((line) => entrySchema.parse(JSON.parse(line)));
}
