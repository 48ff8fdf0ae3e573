import {
  Pacer,
  cancelScheduled,
  connect,
  problemOf,
  publish,
  schedule,
  verifySending,
  type Access,
  type Logger,
  type Instrumentation,
  type PublishOptions,
  type PublishProgress,
  type PublishResult,
  type Refusal,
} from '@ams/messaging-runtime';
import { paceOf, showProgress } from '@ams/messaging-runtime/cli';
import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import { paced } from './pacer.js';
import type { ProducerSummary, SentAndRefused } from './summary.js';
import { kinds, totalOf, type Kind, type Traffic } from './traffic.js';

/** Where messages of one kind go. */
export interface Destination {
  readonly entity: string;
  readonly access: Access;
}

export interface ProduceOptions {
  readonly destinations: Readonly<Record<Kind, Destination>>;
  readonly traffic: Traffic;
  /** How it is packed and sent, where it differs from the runtime's defaults. */
  readonly packing?: Pick<PublishOptions, 'maxMessagesPerBatch' | 'maxBatchesInFlight' | 'oneKeyPerBatch'>;
  /** Most messages a second, of all kinds together. Default: as fast as they are accepted. */
  readonly rate?: number | undefined;
  /** When the messages are to be there. Default: at once. */
  readonly scheduled?: Scheduling | undefined;
  /** Told of messages that were accepted or refused for good. */
  readonly onDone?: ((kind: Kind, messages: readonly ServiceBusMessage[]) => void) | undefined;
  /** Traces and measures. Default: nobody does. */
  readonly telemetry?: Pick<Instrumentation, 'publisher'> | undefined;
  /** Stops it; what was read by then is sent. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

export interface Scheduling {
  readonly at: Date;
  /** Whether messages that are scheduled are taken back if it is stopped on the way. */
  readonly takeBack: boolean;
}

/**
 * Sends all traffic, orders and events at the same time.
 *
 * @throws {@link MessagingFailure} if an entity cannot be sent to, naming how many messages were accepted before
 */
export async function produce(options: ProduceOptions): Promise<ProducerSummary> {
  const { destinations, traffic, rate, scheduled, signal, log } = options;
  const wanted = kinds.filter((kind) => traffic[kind].total !== 0);
  await Promise.all(wanted.map((kind) => verifySending(destinations[kind].access, destinations[kind].entity)));

  const progress = await showProgress(totalOf(traffic), log);
  const done: Record<Kind, PublishProgress> = { order: nothingYet, event: nothingYet };
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const pacer = rate === undefined ? undefined : new Pacer(rate, ended);
  const started = performance.now();
  const send = async (kind: Kind): Promise<Sending> => {
    const client = connect(destinations[kind].access);
    const messages = traffic[kind].messages();
    try {
      const sender = client.createSender(destinations[kind].entity);
      const sending = await sendAll(sender, pacer === undefined ? messages : paced(messages, pacer), scheduled, {
        ...options.packing,
        instrumentation: options.telemetry?.publisher(client.fullyQualifiedNamespace),
        oneKeyPerBatch: true,
        signal: ended,
        onAccepted: (accepted) => options.onDone?.(kind, accepted),
        onProgress: (update) => {
          done[kind] = update;
          progress.advance(countOf(done.order) + countOf(done.event));
        },
        onRefused: (refusal) => {
          logRefusal(refusal, kind, log);
          options.onDone?.(kind, [refusal.message]);
        },
        onRetry: (error) => log.warn({ kind, problem: problemOf(error) }, 'sending interrupted, trying again'),
      });
      done[kind] = sending;
      return sending;
    } catch (error) {
      failed.abort();
      throw error;
    } finally {
      await client.close();
    }
  };

  const sendings = await Promise.allSettled(wanted.map(send));
  const milliseconds = performance.now() - started;
  progress.end();
  for (const sending of sendings) if (sending.status === 'rejected') throw sending.reason;
  const results = sendings.flatMap((sending) => (sending.status === 'fulfilled' ? [sending.value] : []));
  const orders = sentAndRefused(done.order);
  const events = sentAndRefused(done.event);
  const sent = orders.sent + events.sent;
  const takenBack = results.reduce((sum, result) => sum + result.takenBack, 0);
  return {
    app: 'producer',
    orders,
    events,
    sent,
    refused: orders.refused + events.refused,
    interrupted: results.some(({ interrupted }) => interrupted),
    ...(scheduled === undefined ? {} : { scheduledFor: scheduled.at.toISOString() }),
    ...(takenBack === 0 ? {} : { takenBack }),
    ...paceOf(sent, milliseconds),
  };
}

interface Sending extends PublishResult {
  readonly takenBack: number;
}

async function sendAll(
  sender: ServiceBusSender,
  messages: Parameters<typeof publish>[1],
  scheduled: Scheduling | undefined,
  options: PublishOptions,
): Promise<Sending> {
  if (scheduled === undefined) return { ...(await publish(sender, messages, options)), takenBack: 0 };
  const { scheduled: taken, ...result } = await schedule(sender, messages, scheduled.at, options);
  if (!scheduled.takeBack || !result.interrupted) return { ...result, takenBack: 0 };
  const { cancelled } = await cancelScheduled(sender, taken);
  return { ...result, accepted: result.accepted - cancelled, takenBack: cancelled };
}

const nothingYet: PublishProgress = { accepted: 0, refused: 0 };

function countOf({ accepted, refused }: PublishProgress): number {
  return accepted + refused;
}

function sentAndRefused({ accepted, refused }: PublishProgress): SentAndRefused {
  return { sent: accepted, refused };
}

function logRefusal({ message, problem }: Refusal, kind: Kind, log: Logger): void {
  log.error({ kind, messageId: 'messageId' in message ? message.messageId : undefined, problem }, 'message refused');
}
