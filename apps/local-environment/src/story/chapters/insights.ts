import { readInsight } from '@ams/messages';
import { parseJsonBody } from '@ams/messaging-runtime';

import { type Account, balance } from '../account.js';
import { idsOf, readLedgers } from '../ledgers.js';
import { type Purchases, purchasesOf, sumOf } from '../purchases.js';
import type { Stage } from '../stage.js';
import { consumerSummary } from '../summaries.js';

/** Insights do not add up to the events that they were made of. */
export class InsightsError extends Error {
  override readonly name = 'InsightsError';
}

/** More insights than there are in the story. */
const mostInsights = 250;

/**
 * Checks that every purchase is in exactly one insight, and lets reports process them.
 *
 * @param sampleFile where the events come from
 * @throws InsightsError
 */
export async function report(stage: Stage, sampleFile: string): Promise<Account> {
  const { apps, ledgerOf, namespace, outputs, print } = stage;
  const insights = await peekInsights(stage);
  const found = sumOf(insights);
  const expected = purchasesOf(sampleFile, idsOf([ledgerOf('analytics')]));
  if (found.purchases !== expected.purchases || found.amount !== expected.amount) {
    throw new InsightsError(`Insights tell of ${textOf(found)}, and analytics processed ${textOf(expected)}.`);
  }
  print(
    `${insights.length} insights tell of ${textOf(found)}: each purchase that analytics processed is in one of them.`,
  );
  const ledger = ledgerOf('reports');
  const args = ['--subscription', 'reports', '--stop-when-idle', '1', '--ledger', ledger];
  const { perSecond, retriedAtOnce, retriedLater } = await apps.run('subscription-consumer', args, consumerSummary);
  const left = namespace.counts(`${outputs.insightsTopicName}/Subscriptions/${outputs.reportsSubscriptionName}`);
  return balance({
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
}

/** What waits for reports. */
async function peekInsights({ client, outputs }: Stage): Promise<readonly Purchases[]> {
  const receiver = client.createReceiver(outputs.insightsTopicName, outputs.reportsSubscriptionName, {
    skipParsingBodyAsJson: true,
  });
  const waiting = await receiver.peekMessages(mostInsights);
  await receiver.close();
  return waiting.map(({ body }) => {
    const reading = readInsight(parseJsonBody(body));
    if (!reading.ok) throw new InsightsError(`An insight is none: ${reading.description}.`);
    return reading.message;
  });
}

function textOf({ purchases, amount }: Purchases): string {
  return `${purchases} purchases of ${amount.toFixed(2)} in all`;
}
