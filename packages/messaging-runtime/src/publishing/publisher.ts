import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import { explainFailure } from '../errors.js';
import type { PublisherInstrumentation } from '../telemetry/instrumentation.js';
import { messageOf, type MessageContract } from './contract.js';
import { sendNow, type Outflow, type PublishOptions, type PublishResult, type SendNow } from './publish-options.js';
import { publish, type BatchSender } from './publish.js';
import {
  cancelScheduled,
  schedule,
  type CancelResult,
  type ScheduledMessage,
  type ScheduleOptions,
  type ScheduleResult,
  type SchedulingSender,
} from './schedule.js';

/** The part of a sender that a publisher uses. */
export type PublisherSender = BatchSender & SchedulingSender & Pick<ServiceBusSender, 'cancelScheduledMessages'>;

/** A body that was not sent, and why. */
export interface BodyRefusal {
  readonly body: unknown;
  readonly problem: string;
}

type Bodies<Body> = Iterable<Body | SendNow> | AsyncIterable<Body | SendNow>;
type Typed<Options> = Omit<Options, 'onRefused'> & {
  /** Called for each body that does not keep the contract or cannot be sent. The others still go. */
  readonly onRefused?: (refusal: BodyRefusal) => void;
};

export interface PublisherOptions {
  /** Traces and measures all that it sends. Default: nobody does. */
  readonly instrumentation?: PublisherInstrumentation | undefined;
}

/** Sends one kind of message to one entity. */
export interface Publisher<Body> {
  /**
   * Sends one.
   *
   * @throws {@link InvalidMessageError} if it does not keep the contract
   * @throws {@link MessagingFailure} if the broker does not take it, after the client's own retries
   */
  readonly send: (body: Body) => Promise<void>;
  /** Sends many, as {@link publish} does. */
  readonly publish: (bodies: Bodies<Body>, options?: Typed<PublishOptions>) => Promise<PublishResult>;
  /** Sends many that become available at a time to come, as {@link schedule} does. */
  readonly schedule: (bodies: Bodies<Body>, at: Date, options?: Typed<ScheduleOptions>) => Promise<ScheduleResult>;
  /** Takes back what was scheduled. */
  readonly cancel: (scheduled: readonly Pick<ScheduledMessage, 'sequenceNumber'>[]) => Promise<CancelResult>;
}

/** A body does not keep its contract. The message says which field is what, and what it must be. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
}

/**
 * Publishes by a contract: each body is checked before it leaves, and its message gets its id from the business key, and
 * session, partition key, subject and properties as the contract says.
 */
export function publisherOf<Body>(
  plainSender: PublisherSender,
  contract: MessageContract<Body>,
  { instrumentation }: PublisherOptions = {},
): Publisher<Body> {
  const sender = instrumentation?.sender(plainSender) ?? plainSender;
  return {
    send: async (body) => {
      const problem = contract.problemOf(body);
      if (problem !== undefined) throw new InvalidMessageError(`${contract.name}: ${problem}`);
      try {
        await sender.sendMessages(messageOf(contract, body));
      } catch (error) {
        throw explainFailure(error, { action: 'send to', entity: sender.entityPath });
      }
    },
    publish: (bodies, options = {}) =>
      sendSound(bodies, contract, options, (messages, rest) => publish(sender, messages, rest)),
    schedule: (bodies, at, { onScheduled, ...options } = {}) =>
      sendSound(bodies, contract, options, (messages, rest) =>
        schedule(sender, messages, at, { ...rest, ...(onScheduled && { onScheduled }) }),
      ),
    cancel: (scheduled) => cancelScheduled(sender, scheduled),
  };
}

/** Lets the bodies through that keep the contract, and counts the others among the refused. */
async function sendSound<Body, Result extends PublishResult>(
  bodies: Bodies<Body>,
  contract: MessageContract<Body>,
  { onRefused, onProgress, ...options }: Typed<PublishOptions>,
  send: (messages: Outflow, options: PublishOptions) => Promise<Result>,
): Promise<Result> {
  let invalid = 0;
  const toMessage = (item: Body | SendNow): ServiceBusMessage | SendNow | undefined => {
    if (item === sendNow) return sendNow;
    const body = item as Body;
    const problem = contract.problemOf(body);
    if (problem === undefined) return messageOf(contract, body);
    invalid += 1;
    onRefused?.({ body, problem });
    return undefined;
  };
  const result = await send(messagesOf(bodies, toMessage), {
    ...options,
    ...(onRefused && { onRefused: ({ message, problem }) => onRefused({ body: message.body, problem }) }),
    ...(onProgress && {
      onProgress: ({ accepted, refused }) => onProgress({ accepted, refused: refused + invalid }),
    }),
  });
  return { ...result, refused: result.refused + invalid };
}

type ToMessage<Body> = (item: Body | SendNow) => ServiceBusMessage | SendNow | undefined;

function messagesOf<Body>(bodies: Bodies<Body>, toMessage: ToMessage<Body>): Outflow {
  return Symbol.asyncIterator in bodies ? fromAsync(bodies, toMessage) : fromSync(bodies, toMessage);
}

function* fromSync<Body>(
  bodies: Iterable<Body | SendNow>,
  toMessage: ToMessage<Body>,
): Generator<ServiceBusMessage | SendNow> {
  for (const body of bodies) {
    const message = toMessage(body);
    if (message !== undefined) yield message;
  }
}

async function* fromAsync<Body>(
  bodies: AsyncIterable<Body | SendNow>,
  toMessage: ToMessage<Body>,
): AsyncGenerator<ServiceBusMessage | SendNow> {
  for await (const body of bodies) {
    const message = toMessage(body);
    if (message !== undefined) yield message;
  }
}
