import { paceOf } from '@ams/messaging-runtime/cli';

import { checkAccount } from '../million/account.js';
import type { Passage, Steps } from '../million/passage.js';
import type { Bench } from '../processes/bench.js';
import type { Usage } from '../processes/usage.js';
import type { PeerApps } from './peer-apps.js';
import { countQueue, declareQueue } from './rabbitmq/queue.js';
import { type RunningRabbitMq, withRabbitMq } from './rabbitmq/with-rabbitmq.js';

/** How all messages got through RabbitMQ, once: first all are sent, then all are consumed. */
export type PeerPassage = Pick<Passage, 'produce' | 'consume' | 'total'> & {
  readonly processes: Readonly<Record<'producer' | 'consumer' | 'broker', Usage>>;
};

export interface PeerRun {
  readonly apps: PeerApps;
  /** `rabbitmq-server` */
  readonly script: string;
  readonly count: number;
  /** Told of the node that the messages went through. */
  readonly onNode?: (node: RunningRabbitMq) => void;
}

/** @throws AccountError when not every message was published, received and acknowledged once. */
export async function passThroughRabbitMq(
  bench: Bench,
  { apps, script, count, onNode }: PeerRun,
): Promise<PeerPassage> {
  const { result, usage } = await withRabbitMq(bench, script, async (node) => {
    onNode?.(node);
    await declareQueue(node.url);
    const producer = await apps.produce(bench, node.url, count);
    const consumer = await apps.consume(bench, node.url, count);
    checkAccount({
      carrier: 'RabbitMQ',
      count,
      producer,
      consumers: [consumer],
      drained: (await countQueue(node.url)) === 0,
    });
    return { producer, consumer };
  });
  const { producer, consumer } = result;
  const stepOf = (seconds: number): Steps => paceOf(count, seconds * 1_000);
  return {
    produce: stepOf(producer.seconds),
    consume: stepOf(consumer.seconds),
    total: stepOf(producer.seconds + consumer.seconds),
    processes: { producer: producer.usage, consumer: consumer.usage, broker: usage },
  };
}
