import { readFileSync } from 'node:fs';

import { z } from 'zod';

/** An order of a customer has an id that ends with its number: `4f2a90c1-customer-7-12` is the twelfth. */
const entry = z.object({ session_id: z.string(), message_id: z.string().regex(/-\d+$/) });

/** @returns the numbers of the orders of each customer, in the sequence in which a ledger has them. */
export function sequencesIn(ledger: string): ReadonlyMap<string, readonly number[]> {
  const sequences = new Map<string, number[]>();
  for (const line of readFileSync(ledger, 'utf8').split('\n')) {
    if (line === '') continue;
    const { session_id: customer, message_id: id } = entry.parse(JSON.parse(line));
    const number = Number(id.slice(id.lastIndexOf('-') + 1));
    sequences.set(customer, [...(sequences.get(customer) ?? []), number]);
  }
  return sequences;
}
