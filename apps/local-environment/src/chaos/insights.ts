import { connect } from '@ams/messaging-runtime';

import { type Purchases, sumOf, waitingInsights, waitingPurchases } from '../purchases.js';

/** Names of the outputs that it takes. */
type Names = Readonly<
  Record<'topicName' | 'analyticsSubscriptionName' | 'insightsTopicName' | 'reportsSubscriptionName', string>
>;

/** What analytics makes of events. Nobody processes it here, so that all of it can be looked at. */
export class Insights {
  readonly #client: ReturnType<typeof connect>;
  readonly #names: Names;

  /** @param connectionString of a key that may listen everywhere. */
  constructor(connectionString: string, names: Names) {
    this.#client = connect(connectionString);
    this.#names = names;
  }

  /** Purchases that wait for analytics. */
  waiting(): Promise<Purchases> {
    return waitingPurchases(this.#client, this.#names.topicName, this.#names.analyticsSubscriptionName);
  }

  /** Purchases that all insights tell of together. */
  async told(): Promise<Purchases> {
    const { insightsTopicName, reportsSubscriptionName } = this.#names;
    return sumOf(await waitingInsights(this.#client, insightsTopicName, reportsSubscriptionName));
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
