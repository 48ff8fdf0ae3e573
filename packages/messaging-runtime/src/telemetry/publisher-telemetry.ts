import { context, ROOT_CONTEXT, SpanKind, trace, type SpanContext, type Tracer } from '@opentelemetry/api';
import { attribute, destinationOf, operationAttributes, type Attributes, type Destination } from './attributes.js';
import { Carriers, isBatch, type Sent } from './carriers.js';
import { errorTypeOf } from './error-type.js';
import { failSpan } from './failed-span.js';
import type { ObservedSender, PublisherInstrumentation } from './instrumentation.js';
import type { Instruments } from './instruments.js';
import { messageAttributes } from './message-attributes.js';

/** Links of one span that the SDK keeps unless told otherwise. */
const maxLinks = 128;

/** Traces and measures what is published. Without a tracer it only measures. */
export class PublisherTelemetry implements PublisherInstrumentation {
  readonly #tracer: Tracer | undefined;
  readonly #instruments: Instruments;
  readonly #server: string | undefined;

  /** @param server host of the namespace */
  constructor(tracer: Tracer | undefined, instruments: Instruments, server?: string) {
    this.#tracer = tracer;
    this.#instruments = instruments;
    this.#server = server;
  }

  sender<Sender extends ObservedSender>(sender: Sender): Sender {
    const destination = destinationOf(sender.entityPath, this.#server);
    const sends = new Sends(this.#tracer, this.#instruments, destination);
    const { sendMessages, scheduleMessages } = sender;
    const observed: Omit<ObservedSender, 'entityPath'> = {
      createMessageBatch: async (options) => sends.batch(await sender.createMessageBatch(options)),
      ...(sendMessages === undefined
        ? {}
        : {
            sendMessages: (sent, options) => sends.make('send', sent, (it) => sendMessages.call(sender, it, options)),
          }),
      ...(scheduleMessages === undefined
        ? {}
        : {
            scheduleMessages: (sent, at, options) =>
              sends.make('schedule', sent, (it) => scheduleMessages.call(sender, it, at, options)),
          }),
    };
    // The rest of it is the sender's own.
    return Object.assign(Object.create(sender) as Sender, observed);
  }
}

/** The sends of one sender. */
class Sends {
  readonly #tracer: Tracer | undefined;
  readonly #instruments: Instruments;
  readonly #destination: Destination;
  readonly #carriers: Carriers | undefined;

  constructor(tracer: Tracer | undefined, instruments: Instruments, destination: Destination) {
    this.#tracer = tracer;
    this.#instruments = instruments;
    this.#destination = destination;
    this.#carriers = tracer === undefined ? undefined : new Carriers(tracer, destination);
  }

  batch(batch: Parameters<Carriers['batch']>[0]): ReturnType<Carriers['batch']> {
    return this.#carriers?.batch(batch) ?? batch;
  }

  async make<Parcel extends Sent, Result>(
    operation: 'send' | 'schedule',
    sent: Parcel,
    send: (parcel: Parcel) => Promise<Result>,
  ): Promise<Result> {
    const attributes = operationAttributes(this.#destination, 'send', operation);
    if (this.#tracer === undefined || this.#carriers === undefined) {
      return this.#measure(attributes, countOf(sent), () => send(sent));
    }
    const { parcel, contexts } = this.#carriers.parcel(sent);
    const span = this.#startSpan(this.#tracer, attributes, sent, contexts);
    try {
      return await this.#measure(attributes, countOf(sent), () => send(parcel));
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  #startSpan(tracer: Tracer, attributes: Attributes, sent: Sent, contexts: readonly SpanContext[]) {
    const count = countOf(sent);
    const [only] = contexts;
    const more = count === 1 ? attributesOfOnly(sent) : { [attribute.batchCount]: count };
    return tracer.startSpan(
      `${String(attributes[attribute.operationName])} ${this.#destination.name}`,
      {
        kind: SpanKind.CLIENT,
        attributes: { ...attributes, ...more },
        links: contexts.slice(0, maxLinks).map((linked) => ({ context: linked })),
      },
      // Sending one message is a part of its trace; a batch belongs to as many as it has messages.
      count === 1 && only !== undefined ? trace.setSpanContext(ROOT_CONTEXT, only) : context.active(),
    );
  }

  async #measure<Result>(attributes: Attributes, count: number, send: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const record = (all: Attributes): void => {
      this.#instruments.operationDuration.record((performance.now() - startedAt) / 1_000, all);
      this.#instruments.sent.add(count, all);
    };
    try {
      const result = await send();
      record(attributes);
      return result;
    } catch (error) {
      record({ ...attributes, [attribute.errorType]: errorTypeOf(error) });
      throw error;
    }
  }
}

function attributesOfOnly(sent: Sent): Attributes {
  if (isBatch(sent)) return {};
  const only = Array.isArray(sent) ? sent[0] : sent;
  return only === undefined ? {} : messageAttributes(only);
}

function countOf(sent: Sent): number {
  if (isBatch(sent)) return sent.count;
  return Array.isArray(sent) ? sent.length : 1;
}
