import type { Broker, EntityCounts } from '@ams/local-broker';
import { startBroker } from '@ams/local-broker';
import type { Topology } from '@ams/service-bus-model';

import { type LocalNamespaceOptions, startLocalNamespace } from '../local-namespace.js';

/** The namespace of the story, whose broker can be away for a while. */
export class StoryNamespace {
  readonly topology: Topology;
  readonly port: number;
  readonly #dataDirectory: string;
  #broker: Broker;

  private constructor(broker: Broker, topology: Topology, dataDirectory: string) {
    this.#broker = broker;
    this.port = broker.port;
    this.topology = topology;
    this.#dataDirectory = dataDirectory;
  }

  /** Synthesizes the stack, and starts its namespace on a free port. */
  static async open(options: Omit<LocalNamespaceOptions, 'port'>): Promise<StoryNamespace> {
    const { broker, topology } = await startLocalNamespace({ ...options, port: 0 });
    return new StoryNamespace(broker, topology, options.dataDirectory);
  }

  /** @param path `orders`, or `events/Subscriptions/billing`. */
  counts(path: string): EntityCounts {
    return this.#broker.counts(path);
  }

  /** Runs what is to happen while the broker is away, and starts it again where it was, with what it has on disk. */
  async whileAway<Result>(happening: () => Promise<Result>): Promise<Result> {
    await this.#broker.close();
    const result = await happening();
    const { topology, port } = this;
    this.#broker = await startBroker({ topology, port, dataDirectory: this.#dataDirectory });
    return result;
  }

  close(): Promise<void> {
    return this.#broker.close();
  }
}
