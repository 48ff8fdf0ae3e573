import { readEvent, readInsight, resubmitToProperty } from '@ams/messages';
import { accessOf, connect, processingReceiverOptions } from '@ams/messaging-runtime';
import { consume, userPath, type AppContext, type ConsumerOptions } from '@ams/messaging-runtime/cli';
import { loadStackOutputs, type Environment } from '@ams/stack-outputs';
import type { ServiceBusClient } from '@azure/service-bus';
import { analyzeEvents } from './analyze-events.js';
import { handleEvent } from './handle-event.js';
import { handleInsight } from './handle-insight.js';
import { subscriptionOutputs, type SubscriptionKey } from './subscriptions.js';

export const appName = 'subscription-consumer';

export interface SubscriptionConsumerOptions extends ConsumerOptions {
  readonly subscription: SubscriptionKey;
  readonly environment: Environment;
  /** File of the outputs. */
  readonly outputs?: string | undefined;
}

/** Where the insights of analytics go. */
interface Insights {
  readonly topic: string;
  /** May send there, and do nothing else. */
  readonly client: ServiceBusClient;
}

/** Processes the messages of one subscription until it is told to stop. */
export async function consumeSubscription(options: SubscriptionConsumerOptions, context: AppContext): Promise<void> {
  const { subscription, environment } = options;
  const keys = subscriptionOutputs[subscription];
  const file = options.outputs === undefined ? undefined : userPath(options.outputs, appName);
  const outputs = loadStackOutputs({
    environment,
    needs: [keys.topic, keys.subscription],
    access: [keys.connectionString],
    file,
  });
  const insights = subscription === 'analytics' ? insightsOf(environment, file) : undefined;
  const client = connect(accessOf(outputs, keys.connectionString));
  const [topic, name] = [outputs[keys.topic], outputs[keys.subscription]];
  const consumer = {
    app: appName,
    client,
    receiver: client.createReceiver(topic, name, processingReceiverOptions),
    retryTo: { entity: topic, addressing: { [resubmitToProperty]: name } },
    options,
    context,
  };
  try {
    if (insights !== undefined) {
      await consume({
        ...consumer,
        destinations: { [insights.topic]: insights.client },
        read: (body) => readEvent(body, options),
        handleBatch: (events, handling) => analyzeEvents(events, insights.topic, handling),
      });
    } else if (subscription === 'reports') {
      await consume({
        ...consumer,
        read: readInsight,
        handle: (insight, _received, handling) => handleInsight(insight, handling),
      });
    } else {
      await consume({
        ...consumer,
        read: (body) => readEvent(body, options),
        handle: (event, _received, handling) => handleEvent(event, handling),
      });
    }
  } finally {
    await Promise.all([client.close(), insights?.client.close()]);
  }
}

function insightsOf(environment: Environment, file: string | undefined): Insights {
  const outputs = loadStackOutputs({
    environment,
    needs: ['insightsTopicName'],
    access: ['insightsSendConnectionString'],
    file,
  });
  return { topic: outputs.insightsTopicName, client: connect(accessOf(outputs, 'insightsSendConnectionString')) };
}
