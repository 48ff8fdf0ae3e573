import { type Purchases, sumOf, waitingInsights } from '../../purchases.js';
import { type Account, balance } from '../account.js';
import { idsOf, readLedgers } from '../ledgers.js';
import { purchasesOfFile } from '../purchases-of-file.js';
import type { Stage } from '../stage.js';
import { consumerSummary } from '../summaries.js';

/** Insights do not add up to the events that they were made of. */
export class InsightsError extends Error {
  override readonly name = 'InsightsError';
}

export interface Report {
  readonly account: Account;
  /** What the insights tell, for people. */
  readonly told: string;
}

/**
 * Checks that every purchase is in exactly one insight, and lets reports process them.
 *
 * @param sampleFile where the events come from
 * @throws InsightsError
 */
export async function report(
  { apps, client, ledgerOf, namespace, outputs }: Stage,
  sampleFile: string,
): Promise<Report> {
  const { insightsTopicName: topic, reportsSubscriptionName: name } = outputs;
  const insights = await waitingInsights(client, topic, name);
  const found = sumOf(insights);
  const expected = purchasesOfFile(sampleFile, idsOf([ledgerOf('analytics')]));
  if (found.purchases !== expected.purchases || found.amount !== expected.amount) {
    throw new InsightsError(`Insights tell of ${textOf(found)}, and analytics processed ${textOf(expected)}.`);
  }
  const told = `${insights.length} insights tell of ${textOf(found)}: each purchase that analytics processed is in one of them.`;
  const ledger = ledgerOf('reports');
  const until = ['--max-messages', String(insights.length), '--stop-when-idle', '1'];
  const args = ['--subscription', 'reports', ...until, '--ledger', ledger];
  const { perSecond, retriedAtOnce, retriedLater } = await apps.run('subscription-consumer', args, consumerSummary);
  const left = namespace.counts(`${topic}/Subscriptions/${name}`);
  const account = balance({
    entity: 'reports',
    sent: insights.length,
    retriedAtOnce,
    retriedLater,
    deadLettered: left.deadLettered,
    resubmitted: 0,
    edited: 0,
    parked: 0,
    rate: perSecond,
    proof: readLedgers([ledger]),
    left,
  });
  return { account, told };
}

function textOf({ purchases, amount }: Purchases): string {
  return `${purchases} purchases of ${amount.toFixed(2)} in all`;
}
