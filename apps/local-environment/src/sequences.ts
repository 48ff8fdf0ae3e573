import { existsSync, readFileSync } from 'node:fs';

import { z } from 'zod';

/** An order of a customer has an id that ends with its number: `4f2a90c1-customer-7-12` is the twelfth. */
const entry = z.object({ session_id: z.string(), message_id: z.string().regex(/-\d+$/), at: z.string() });

/**
 * Reads what consumers noted of the orders of customers. One that was killed may have left half a line, and one that did
 * nothing no ledger.
 *
 * @returns the numbers of the orders of each customer, in the sequence in which they were processed, by whichever consumer.
 */
export function sequencesIn(ledgers: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const entries = ledgers
    .filter((ledger) => existsSync(ledger))
    .flatMap((ledger) => readFileSync(ledger, 'utf8').split('\n').slice(0, -1))
    .map((line) => entry.parse(JSON.parse(line)));
  // Sorting is stable: what a consumer noted within a millisecond stays as it is.
  entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const sequences = new Map<string, number[]>();
  for (const { session_id: customer, message_id: id } of entries) {
    const sequence = sequences.get(customer) ?? [];
    sequence.push(Number(id.slice(id.lastIndexOf('-') + 1)));
    sequences.set(customer, sequence);
  }
  return sequences;
}

/** Whether no number comes after a greater one. One that comes twice in a row was processed again. */
export function isInSequence(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? 0));
}
