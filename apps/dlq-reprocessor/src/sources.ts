import { resubmitToProperty } from '@ams/messages';
import {
  accessOf,
  connect,
  queueDeadLetters,
  subscriptionDeadLetters,
  type DeadLetterSource,
} from '@ams/messaging-runtime';
import { loadStackOutputs, type Environment } from '@ams/stack-outputs';

/** Whose dead letters there are. */
export const sourceKeys = ['queue', 'billing', 'analytics'] as const;

export type SourceKey = (typeof sourceKeys)[number];

/** Dead letters that can be worked on, until they are closed. */
export interface OpenSource {
  readonly deadLetters: DeadLetterSource;
  readonly close: () => Promise<void>;
}

export interface StackReference {
  readonly environment: Environment;
  /** Outputs file, if not the environment's own. */
  readonly file: string | undefined;
}

/**
 * Connects to the dead letters of one source, with the key for just that.
 *
 * @throws OutputsError if the stack's outputs lack what it takes
 */
export function openSource(key: SourceKey, stack: StackReference): OpenSource {
  return key === 'queue' ? openQueue(stack) : openSubscription(key, stack);
}

function openQueue(stack: StackReference): OpenSource {
  const outputs = loadStackOutputs({ ...stack, needs: ['queueName'], access: ['queueReprocessConnectionString'] });
  const client = connect(accessOf(outputs, 'queueReprocessConnectionString'));
  return { deadLetters: queueDeadLetters(client, outputs.queueName), close: () => client.close() };
}

function openSubscription(key: 'billing' | 'analytics', stack: StackReference): OpenSource {
  const nameOutput = key === 'billing' ? 'billingSubscriptionName' : 'analyticsSubscriptionName';
  const outputs = loadStackOutputs({
    ...stack,
    needs: ['topicName', nameOutput],
    access: ['topicReprocessConnectionString'],
  });
  const client = connect(accessOf(outputs, 'topicReprocessConnectionString'));
  const { topicName, [nameOutput]: subscription } = outputs;
  return {
    deadLetters: subscriptionDeadLetters(client, topicName, subscription, resubmitToProperty),
    close: () => client.close(),
  };
}
