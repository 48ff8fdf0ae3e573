import { resubmitToProperty } from '@ams/messages';
import {
  accessOf,
  connect,
  destination,
  parkedMessages,
  queueDeadLetters,
  subscriptionDeadLetters,
  type DeadLetterSource,
  type Destination,
  type SubQueue,
} from '@ams/messaging-runtime';
import { UsageError } from '@ams/messaging-runtime/cli';
import {
  destinationKeys,
  places,
  schemaCheck,
  sourceKeys,
  type Contents,
  type DestinationKey,
  type Place,
  type SourceKey,
} from '@ams/stack-entities';
import { loadStackOutputs, type ConnectionStringKey, type Environment, type OutputKey } from '@ams/stack-outputs';

export interface StackReference {
  readonly environment: Environment;
  /** Outputs file, if not the environment's own. */
  readonly file: string | undefined;
}

type Client = ReturnType<typeof connect>;

/**
 * The places of a stack, with the key for just each of them: only the outputs of those that are worked with are asked for.
 */
export class Stack {
  readonly #reference: StackReference;
  readonly #clients = new Map<ConnectionStringKey, Client>();
  readonly #outputs = new Map<OutputKey, string>();
  /** What the messages of each queue and topic are that was asked for. */
  readonly #contents = new Map<string, Contents>();
  #homes: ReadonlyMap<string, Destination> | undefined;

  constructor(reference: StackReference) {
    this.#reference = reference;
  }

  /** Dead letters of a source. @throws OutputsError if the stack's outputs lack what it takes */
  source(key: SourceKey, subQueue: SubQueue = 'deadLetter'): DeadLetterSource {
    const { entity, subscription, access, contents } = places[key];
    const client = this.#connected(access);
    const name = this.#output(entity);
    this.#contents.set(name, contents);
    return subscription === undefined
      ? queueDeadLetters(client, name, subQueue)
      : subscriptionDeadLetters(client, name, this.#output(subscription), resubmitToProperty, subQueue);
  }

  /**
   * Where copies can be sent to, by key, or by the name of a queue or topic.
   *
   * @throws UsageError if there is nothing of that name
   */
  destination(name: string): Destination {
    const key = destinationKeys.find((known) => known === name) ?? this.#keyOfEntity(name);
    return isSource(key) ? this.source(key) : this.#topic(places[key]);
  }

  /** Says why the consumers of a destination of this stack would refuse a body. */
  readonly check = schemaCheck((entity) => this.#contents.get(entity));

  /** Takes what was sent back too often. */
  parking(): Destination {
    const queue = this.#output('parkingQueueName');
    return destination(this.#connected('parkingSendConnectionString'), `parking queue ${queue}`, queue);
  }

  /** What was parked. */
  parked(): DeadLetterSource {
    return parkedMessages(this.#connected('parkingProcessConnectionString'), this.#output('parkingQueueName'));
  }

  /** Where a parked message goes back to, by the path that it was parked from. */
  homeOf(path: string): Destination | undefined {
    this.#homes ??= new Map(
      sourceKeys.map((key) => this.source(key)).map((source) => [source.path.toLowerCase(), source]),
    );
    return this.#homes.get(path.toLowerCase());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #topic({ entity, access, contents }: Place): Destination {
    const name = this.#output(entity);
    this.#contents.set(name, contents);
    // To all subscriptions: it may have been addressed to one.
    return destination(this.#connected(access), `topic ${name}`, name, { [resubmitToProperty]: undefined });
  }

  #keyOfEntity(name: string): DestinationKey {
    const wholes = destinationKeys.filter((key) => places[key].subscription === undefined);
    const key = wholes.find((candidate) => this.#output(places[candidate].entity) === name);
    if (key !== undefined) return key;
    const entities = wholes.map((candidate) => this.#output(places[candidate].entity));
    throw new UsageError(
      `--to ${name} is none of the stack's: it must be ${destinationKeys.join(', ')}, or the name of an entity: ${entities.join(', ')}`,
    );
  }

  #output(key: OutputKey): string {
    const value = this.#outputs.get(key) ?? loadStackOutputs({ ...this.#reference, needs: [key] })[key];
    this.#outputs.set(key, value);
    return value;
  }

  #connected(key: ConnectionStringKey): Client {
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const outputs = loadStackOutputs({ ...this.#reference, needs: [], access: [key] });
    const client = connect(accessOf(outputs, key));
    this.#clients.set(key, client);
    return client;
  }
}

function isSource(key: DestinationKey): key is SourceKey {
  return sourceKeys.some((source) => source === key);
}
