import { isInSequence, sequencesIn } from '../../sequences.js';
import { type Account, balance } from '../account.js';
import { readLedgers } from '../ledgers.js';
import type { Stage } from '../stage.js';
import { consumerSummary, producerSummary } from '../summaries.js';

/** Orders of a customer were not processed in the sequence in which they were sent. */
export class SequenceError extends Error {
  override readonly name = 'SequenceError';
}

const orders = 60;
export const customers = 6;

/** Fewer than customers, so that these take turns. */
const sessionsAtOnce = 4;

/** Sends orders of customers to the queue of sessions. @returns how many */
export async function orderAsCustomers({ apps }: Stage): Promise<number> {
  const wanted = ['--orders', String(orders), '--events', '0', '--sessions', String(customers)];
  return (await apps.run('producer', wanted, producerSummary)).orders.sent;
}

/**
 * Processes the orders of customers, with failures between.
 *
 * @param sent how many there are.
 * @param failEvery one in so many orders fails at first.
 * @throws SequenceError
 */
export async function serveCustomers(
  { apps, ledgerOf, namespace, outputs }: Stage,
  sent: number,
  failEvery: number,
): Promise<Account> {
  const ledger = ledgerOf('customer-orders');
  const how = ['--sessions', String(sessionsAtOnce), '--fail-every', String(failEvery)];
  const until = ['--max-messages', String(sent), '--stop-when-idle', '1'];
  const summary = await apps.run('queue-consumer', [...how, ...until, '--ledger', ledger], consumerSummary);
  for (const [customer, sequence] of sequencesIn([ledger])) {
    if (!isInSequence(sequence)) {
      throw new SequenceError(`The orders of ${customer} were processed in the sequence ${sequence.join(', ')}.`);
    }
  }
  const left = namespace.counts(outputs.sessionQueueName);
  return balance({
    entity: outputs.sessionQueueName,
    sent,
    retriedAtOnce: summary.retriedAtOnce,
    retriedLater: summary.retriedLater + summary.retried,
    deadLettered: left.deadLettered,
    resubmitted: 0,
    edited: 0,
    parked: 0,
    rate: summary.perSecond,
    proof: readLedgers([ledger]),
    left,
  });
}
