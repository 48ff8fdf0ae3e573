import {
  connect,
  problemOf,
  publish,
  verifySending,
  type Access,
  type Logger,
  type PublishOptions,
  type PublishProgress,
  type Refusal,
} from '@ams/messaging-runtime';
import { paceOf, showProgress } from '@ams/messaging-runtime/cli';
import type { ProducerSummary, SentAndRefused } from './summary.js';
import { kinds, type Kind, type Traffic } from './traffic.js';

/** Where messages of one kind go. */
export interface Destination {
  readonly entity: string;
  readonly access: Access;
}

export interface ProduceOptions {
  readonly destinations: Readonly<Record<Kind, Destination>>;
  readonly traffic: Traffic;
  /** How it is packed and sent, where it differs from the runtime's defaults. */
  readonly packing?: Pick<PublishOptions, 'maxMessagesPerBatch' | 'maxBatchesInFlight'>;
  /** Stops it; what was read by then is sent. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Sends all traffic, orders and events at the same time.
 *
 * @throws {@link MessagingFailure} if an entity cannot be sent to, naming how many messages were accepted before
 */
export async function produce({
  destinations,
  traffic,
  packing,
  signal,
  log,
}: ProduceOptions): Promise<ProducerSummary> {
  const wanted = kinds.filter((kind) => traffic[kind].total > 0);
  await Promise.all(wanted.map((kind) => verifySending(destinations[kind].access, destinations[kind].entity)));

  const total = traffic.order.total + traffic.event.total;
  const progress = await showProgress(total, log);
  const done: Record<Kind, PublishProgress> = { order: nothingYet, event: nothingYet };
  const failed = new AbortController();
  const started = performance.now();
  const send = async (kind: Kind): Promise<boolean> => {
    const client = connect(destinations[kind].access);
    try {
      const result = await publish(client.createSender(destinations[kind].entity), traffic[kind].messages(), {
        ...packing,
        signal: AbortSignal.any([signal, failed.signal]),
        onProgress: (update) => {
          done[kind] = update;
          progress.advance(countOf(done.order) + countOf(done.event));
        },
        onRefused: (refusal) => logRefusal(refusal, kind, log),
        onRetry: (error) => log.warn({ kind, problem: problemOf(error) }, 'sending interrupted, trying again'),
      });
      done[kind] = result;
      return result.interrupted;
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
  const orders = sentAndRefused(done.order);
  const events = sentAndRefused(done.event);
  const sent = orders.sent + events.sent;
  return {
    app: 'producer',
    orders,
    events,
    sent,
    refused: orders.refused + events.refused,
    interrupted: sendings.some((sending) => sending.status === 'fulfilled' && sending.value),
    ...paceOf(sent, milliseconds),
  };
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
