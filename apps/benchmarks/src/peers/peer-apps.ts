import type { ConsumerSummary, ProducerSummary } from '../processes/apps.js';
import type { Bench } from '../processes/bench.js';
import type { Usage } from '../processes/usage.js';

/** Variable with the URL of the broker: a command line can be read by other users of the machine. */
export const urlVariable = 'AMS_BENCHMARK_URL';

interface Used {
  readonly usage: Usage;
}

/** A producer and a consumer of others, which do what ours do. */
export interface PeerApps {
  /** @param url of RabbitMQ */
  readonly produce: (bench: Bench, url: string, count: number) => Promise<ProducerSummary & Used>;
  /** Ends when so many messages are acknowledged. */
  readonly consume: (bench: Bench, url: string, count: number) => Promise<ConsumerSummary & Used>;
}
