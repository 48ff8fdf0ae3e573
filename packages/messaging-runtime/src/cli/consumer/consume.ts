import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { UnprocessableMessageError } from '../../errors.js';
import { parseJsonBody } from '../../json-body.js';
import { createLogger, type Logger } from '../../logger.js';
import type { ProcessingCounts } from '../../processing/counts.js';
import { originalMessageIdOf } from '../../message-properties.js';
import type { HandlerContext } from '../../processing/handler-context.js';
import type { FailurePolicy, MessageHandler } from '../../processing/message-handler.js';
import { runBatchProcessor } from '../../processing/batch-processor.js';
import { runProcessor } from '../../processing/processor.js';
import type { RetryRoute } from '../../processing/recovery/retry-copy.js';
import { runSessionProcessor } from '../../processing/sessions/session-processor.js';
import { transactionalCompletion } from '../../transactions/transactional-completion.js';
import { whenDone } from '../../when-done.js';
import { countOf } from '../count-of.js';
import type { AppContext } from '../app-context.js';
import { userPath } from '../option-values.js';
import { describePace, paceOf, type Pace } from '../pace.js';
import { UsageError } from '../run-app.js';
import { ActiveTime } from './active-time.js';
import { batchHandlerOf, type BatchHandlerOf } from './batch-handling.js';
import type { ConsumerOptions } from './consumer-command.js';
import { openConsumerInbox, type ConsumerInbox } from './inbox.js';
import { openLedger } from './ledger.js';
import { processingOptionsOf } from './processor-options.js';
import { RecentIds } from './recent-ids.js';
import { recoveryOf } from './recovery-options.js';
import { sessionProcessingOf, type ConsumedSessions } from './session-options.js';
import { whileWatched } from './watch.js';
import { unreliableDependency } from './unreliable-dependency.js';

/** A body that was understood, or why it was not. */
export type BodyReading<Message> =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly reason: string; readonly description: string };

/** Where the work on one understood message is done. What it throws is retried, but for `UnprocessableMessageError`. */
export type Handler<Message> = (
  message: Message,
  received: ServiceBusReceivedMessage,
  context: HandlerContext,
) => Promise<void> | void;

/** A consumer of single messages, of batches, or of sessions. */
export type Consumer<Message> = ConsumerBasis<Message> &
  (
    | {
        readonly handle: Handler<Message>;
        /** For an entity with sessions: its sessions are processed in order. */
        readonly sessions?: ConsumedSessions | undefined;
      }
    | { readonly handleBatch: BatchHandlerOf<Message> }
  );

export interface ConsumerBasis<Message> {
  /** Name of the app and of its Nx project. */
  readonly app: string;
  readonly client: ServiceBusClient;
  /** Made by the client. */
  readonly receiver: ServiceBusReceiver;
  /** Understands a body parsed from JSON. */
  readonly read: (body: unknown) => BodyReading<Message>;
  /** Clients that may send to the other entities that handlers send to, by the entity's name. */
  readonly destinations?: Readonly<Record<string, ServiceBusClient>>;
  /** Where messages go that are put off. Without it they are abandoned instead. */
  readonly retryTo?: RetryRoute;
  readonly options: ConsumerOptions;
  readonly context: AppContext;
}

/** What a consumer did, as `--json` prints it. */
export interface ConsumerSummary extends ProcessingCounts, Pace {
  readonly app: string;
  readonly entity: string;
  /** How often a handler that failed was called again in the same delivery. */
  readonly retriedAtOnce: number;
  /** Messages that this process processed more than once. */
  readonly duplicates: number;
  /** Messages that were completed without being handled, since they had been before. Only with an inbox. */
  readonly skipped?: number;
}

/**
 * Processes messages until it is told to stop, and prints a summary.
 *
 * @throws {@link MessagingFailure} if the entity cannot be received from
 */
export async function consume<Message>(consumer: Consumer<Message>): Promise<ConsumerSummary> {
  const { app, client, receiver, destinations, retryTo, options, context } = consumer;
  const log = createLogger(app, options.logLevel);
  const inbox = await inboxOf(consumer, log);
  const ledger = options.ledger === undefined ? undefined : openLedger(userPath(options.ledger, app));
  const ids = new RecentIds();
  const timed = new ActiveTime();
  const recovery = recoveryOf({ app, log, options, retryTo });
  log.info({ entity: receiver.entityPath }, 'receiving');
  try {
    const { fullyQualifiedNamespace: server } = client;
    const watched = { app, entityPath: receiver.entityPath, server, options, signal: context.signal, log };
    const onHandled = (received: ServiceBusReceivedMessage): void => {
      ledger?.append(received);
      ids.see(String(originalMessageIdOf(received)));
      timed.mark();
    };
    const onFailure: FailurePolicy = (error, message) => {
      timed.mark();
      return recovery.onFailure(error, message);
    };
    const counts = await whileWatched(watched, (watch) => {
      const shared = watch({
        receiver,
        signal: context.signal,
        log,
        concurrency: options.concurrency,
        prefetch: options.prefetch,
        ...processingOptionsOf(options),
        onFailure,
        completeAndSend: recovery.completeAndSend(transactionalCompletion({ client, receiver, destinations, log })),
        ...(options.maxMessages === undefined ? {} : { maxMessages: options.maxMessages }),
        ...(options.stopWhenIdle === undefined ? {} : { stopWhenIdle: options.stopWhenIdle * 1_000 }),
      });
      const understand = understandingOf(consumer);
      if ('handleBatch' in consumer) {
        const work = batchHandlerOf({ understand, handle: consumer.handleBatch, onHandled });
        return runBatchProcessor({
          ...shared,
          handler: (batch, handling) => {
            timed.begin();
            return work(batch, handling);
          },
        });
      }
      const { handle, sessions } = consumer;
      const work: MessageHandler = (received, handling) =>
        whenDone(handle(understand(received), received, handling), () => onHandled(received));
      const once = inbox?.around(recovery.handler(work)) ?? recovery.handler(work);
      const handler: MessageHandler = (received, handling) => {
        timed.begin();
        return once(received, handling);
      };
      if (sessions === undefined) return runProcessor({ ...shared, handler });
      return runSessionProcessor({ ...shared, ...sessionProcessingOf(sessions, options), handler });
    });
    const pace = paceOf(counts.processed, timed.milliseconds);
    const { retriedAtOnce } = recovery;
    const { duplicates } = ids;
    const skipped = inbox === undefined ? {} : { skipped: inbox.skipped };
    const summary = { app, entity: receiver.entityPath, ...counts, retriedAtOnce, duplicates, ...skipped, ...pace };
    context.print(options.json === true ? JSON.stringify(summary) : describe(summary));
    return summary;
  } finally {
    ledger?.close();
    inbox?.close();
  }
}

/** @throws UsageError if messages are handled in batches */
async function inboxOf<Message>(consumer: Consumer<Message>, log: Logger): Promise<ConsumerInbox | undefined> {
  const { app, receiver, options } = consumer;
  if (options.inbox === undefined) return undefined;
  if ('handleBatch' in consumer) {
    throw new UsageError(
      `--inbox is for messages that are handled one by one, and those of ${receiver.entityPath} are handled in batches: leave it out`,
    );
  }
  return openConsumerInbox({ file: userPath(options.inbox, app), app, entity: receiver.entityPath, log });
}

/** @returns what understands a message, or throws for one that it does not understand or that is to fail */
function understandingOf<Message>({
  read,
  options,
}: Consumer<Message>): (received: ServiceBusReceivedMessage) => Message {
  const dependency = unreliableDependency(options.failEvery);
  return (received) => {
    const reading = read(parseJsonBody(received.body));
    if (!reading.ok) throw new UnprocessableMessageError(reading.reason, reading.description);
    dependency(received);
    return reading.message;
  };
}

function describe(summary: ConsumerSummary): string {
  const count = (value: number, what: string) => countOf(value, what, what);
  const exceptional = [
    count(summary.retried, 'retried'),
    ...(summary.retriedAtOnce > 0 ? [count(summary.retriedAtOnce, 'retried at once')] : []),
    ...(summary.retriedLater > 0 ? [count(summary.retriedLater, 'put off')] : []),
    count(summary.deadLettered, 'dead-lettered'),
    ...(summary.lockLost + summary.unsettled > 0 ? [count(summary.lockLost + summary.unsettled, 'not settled')] : []),
    ...(summary.released > 0 ? [count(summary.released, 'handed back unread')] : []),
    ...(summary.cutShort > 0 ? [count(summary.cutShort, 'cut short')] : []),
    ...(summary.paused > 0 ? [countOf(summary.paused, 'pause')] : []),
    countOf(summary.duplicates, 'duplicate'),
    ...(summary.skipped === undefined ? [] : [count(summary.skipped, 'skipped')]),
  ];
  return `${summary.entity}: ${count(summary.processed, 'processed')} ${describePace(summary)}, ${exceptional.join(', ')}`;
}
