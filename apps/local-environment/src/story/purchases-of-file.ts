import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { type Purchases, purchasesIn, sumOf } from '../purchases.js';

const line = z.object({
  kind: z.string(),
  body: z.object({ event_id: z.string().optional(), id: z.string().optional() }).loose(),
});

/** Adds up the purchases of a file of messages whose events were processed, in whichever format they are. */
export function purchasesOfFile(file: string, processedIds: readonly string[]): Purchases {
  const processed = new Set(processedIds);
  const events = readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => line.parse(JSON.parse(text)))
    .filter(({ kind, body }) => kind === 'event' && processed.has(body.event_id ?? body.id ?? ''));
  return sumOf(events.flatMap(({ body }) => purchasesIn(body)));
}
