import type { OperationOptionsBase, ServiceBusMessageBatch, ServiceBusSender } from '@azure/service-bus';
import { context, SpanKind, type Context, type SpanContext, type Tracer } from '@opentelemetry/api';
import { operationAttributes, type Destination } from './attributes.js';
import { messageAttributes, type Sendable } from './message-attributes.js';
import { carriesTrace, spanContextOf, tracePropertiesOf } from './trace-context.js';

/** What a sender can be given. */
export type Sent = Parameters<ServiceBusSender['sendMessages']>[0];

/** A message as it is sent, and the context that it carries. */
export interface Carrying<Message> {
  readonly message: Message;
  readonly context: SpanContext | undefined;
}

/**
 * Has a message carry the trace that it belongs to. One that carries a trace already, as what is sent back from the dead
 * letters, keeps it. The others get a span for their creation, in the trace of whoever creates them, or in a new one.
 */
export function carryTrace<Message extends Sendable>(
  tracer: Tracer,
  message: Message,
  destination: Destination,
  parent: Context = context.active(),
): Carrying<Message> {
  const { applicationProperties } = message;
  if (carriesTrace(applicationProperties)) return { message, context: spanContextOf(applicationProperties) };
  const attributes = { ...operationAttributes(destination, 'create', 'create'), ...messageAttributes(message) };
  const span = tracer.startSpan(`create ${destination.name}`, { kind: SpanKind.PRODUCER, attributes }, parent);
  span.end();
  const spanContext = span.spanContext();
  const properties = { ...applicationProperties, ...tracePropertiesOf(spanContext) };
  return { message: { ...message, applicationProperties: properties }, context: spanContext };
}

/** What is sent, as it carries its traces. */
export interface CarryingParcel<Parcel> {
  readonly parcel: Parcel;
  readonly contexts: readonly SpanContext[];
}

/** Has each message of a sender carry its trace, the same however often it is packed or sent. */
export class Carriers {
  readonly #tracer: Tracer;
  readonly #destination: Destination;
  readonly #carrying = new WeakMap<Sendable, Carrying<Sendable>>();
  readonly #contexts = new WeakMap<ServiceBusMessageBatch, SpanContext[]>();

  constructor(tracer: Tracer, destination: Destination) {
    this.#tracer = tracer;
    this.#destination = destination;
  }

  /** The batch, made so that what is added to it carries its trace. */
  batch(batch: ServiceBusMessageBatch): ServiceBusMessageBatch {
    const contexts: SpanContext[] = [];
    this.#contexts.set(batch, contexts);
    const add = batch.tryAddMessage.bind(batch);
    batch.tryAddMessage = (message, options?: OperationOptionsBase) => {
      const carrying = this.#carry(message);
      if (!add(carrying.message, options)) return false;
      if (carrying.context !== undefined) contexts.push(carrying.context);
      return true;
    };
    return batch;
  }

  /** What is sent, one message, several, or a batch of {@link batch}. */
  parcel<Parcel extends Sent>(parcel: Parcel): CarryingParcel<Parcel> {
    if (isBatch(parcel)) return { parcel, contexts: this.#contexts.get(parcel) ?? [] };
    const messages: readonly Sendable[] = Array.isArray(parcel) ? parcel : [parcel];
    const all = messages.map((message) => this.#carry(message));
    const carrying = all.map(({ message }) => message);
    return {
      // Each of them is the message that it was, with more properties.
      parcel: (Array.isArray(parcel) ? carrying : carrying[0]) as Parcel,
      contexts: all.flatMap((each) => (each.context === undefined ? [] : [each.context])),
    };
  }

  #carry<Message extends Sendable>(message: Message): Carrying<Message> {
    const known = this.#carrying.get(message);
    if (known !== undefined) return known as Carrying<Message>;
    const carrying = carryTrace(this.#tracer, message, this.#destination);
    this.#carrying.set(message, carrying);
    return carrying;
  }
}

export function isBatch(sent: Sent): sent is ServiceBusMessageBatch {
  return 'tryAddMessage' in sent;
}
