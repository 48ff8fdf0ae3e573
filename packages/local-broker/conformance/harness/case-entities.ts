import { randomBytes } from 'node:crypto';

import type {
  AuthorizationRule,
  CreateQueueOptions,
  CreateSubscriptionOptions,
  ServiceBusAdministrationClient,
} from '@azure/service-bus';

import type { AccessRight, EntityShapes, QueueShape, SubscriptionShape, TopicShape } from './entity-shapes.js';

interface Forwarding {
  readonly forwardTo?: string | undefined;
  readonly forwardDeadLetteredMessagesTo?: string | undefined;
}

/** The entities of one case, under names that no other case has. */
export class CaseEntities {
  /** The entity's name in the namespace, by the name that the case has for it. */
  readonly names: Readonly<Record<string, string>>;
  /** Primary keys by the case's name of the entity and the name of the key. */
  readonly #keys = new Map<string, string>();

  constructor(
    private readonly administration: ServiceBusAdministrationClient,
    private readonly shapes: EntityShapes,
    prefix: string,
  ) {
    const unique = `${prefix}-${randomBytes(5).toString('hex')}`;
    const { queues = {}, topics = {} } = shapes;
    this.names = Object.fromEntries(
      [...Object.keys(queues), ...Object.keys(topics)].map((key) => [key, `${unique}-${key}`]),
    );
  }

  /** One after the other: what forwards needs its target to be there. */
  async create(): Promise<void> {
    const { queues = {}, topics = {} } = this.shapes;
    for (const [key, shape] of Object.entries(queues)) await this.#createQueue(key, shape);
    for (const [key, shape] of Object.entries(topics)) await this.#createTopic(key, shape);
  }

  async delete(): Promise<void> {
    const { queues = {}, topics = {} } = this.shapes;
    for (const key of Object.keys(queues)) await unlessGone(this.administration.deleteQueue(this.#nameOf(key)));
    for (const key of Object.keys(topics)) await unlessGone(this.administration.deleteTopic(this.#nameOf(key)));
  }

  /**
   * A connection string with the claims of an entity's key, and those alone.
   *
   * @param connectionString of the namespace.
   */
  connectionStringOf(connectionString: string, entity: string, key: string): string {
    const secret = this.#keys.get(`${entity}/${key}`);
    if (secret === undefined) throw new RangeError(`'${entity}' has no key '${key}': give it one in 'keys'.`);
    return connectionString
      .replace(/SharedAccessKeyName=[^;]*/, `SharedAccessKeyName=${key}`)
      .replace(/SharedAccessKey=[^;]*/, `SharedAccessKey=${secret}`)
      .replace(/;?$/, `;EntityPath=${this.#nameOf(entity)}`);
  }

  async #createQueue(key: string, { keys, ...options }: QueueShape): Promise<void> {
    await this.administration.createQueue(this.#nameOf(key), {
      ...options,
      ...this.#forwardingOf(options),
      authorizationRules: this.#rulesOf(key, keys),
    } as CreateQueueOptions);
  }

  async #createTopic(key: string, { keys, subscriptions = {}, ...options }: TopicShape): Promise<void> {
    const name = this.#nameOf(key);
    await this.administration.createTopic(name, { ...options, authorizationRules: this.#rulesOf(key, keys) });
    for (const [subscription, shape] of Object.entries(subscriptions)) await this.#subscribe(name, subscription, shape);
  }

  async #subscribe(topic: string, name: string, shape: SubscriptionShape): Promise<void> {
    const options = { ...shape, ...this.#forwardingOf(shape) } as CreateSubscriptionOptions;
    await this.administration.createSubscription(topic, name, options);
  }

  #forwardingOf({ forwardTo, forwardDeadLetteredMessagesTo: letters }: Forwarding): Forwarding {
    return {
      ...(forwardTo !== undefined && { forwardTo: this.#nameOf(forwardTo) }),
      ...(letters !== undefined && { forwardDeadLetteredMessagesTo: this.#nameOf(letters) }),
    };
  }

  #rulesOf(entity: string, keys: Readonly<Record<string, readonly AccessRight[]>> = {}): AuthorizationRule[] {
    return Object.entries(keys).map(([keyName, accessRights]) => {
      const primaryKey = newKey();
      this.#keys.set(`${entity}/${keyName}`, primaryKey);
      const claims = { claimType: 'SharedAccessKey', accessRights: [...accessRights] };
      return { ...claims, keyName, primaryKey, secondaryKey: newKey() };
    });
  }

  #nameOf(key: string): string {
    const name = this.names[key];
    if (name === undefined) throw new RangeError(`The case has no queue or topic '${key}'.`);
    return name;
  }
}

/** 256 bits, as Azure's own keys have. */
const newKey = (): string => randomBytes(32).toString('base64');

/** A case may have deleted its entity itself. */
async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'MessageEntityNotFoundError') throw error;
  }
}
