import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Attributes as SpanAttributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { Outgoing } from '../processing/complete-and-send.js';
import type { ProcessingCounts } from '../processing/counts.js';
import type { Outcome } from '../processing/settlement-lane.js';
import { attribute, destinationOf, operationAttributes, type Attributes, type Destination } from './attributes.js';
import { errorTypeOf } from './error-type.js';
import { failSpan } from './failed-span.js';
import type { Handling, ProcessorInstrumentation, Settled } from './instrumentation.js';
import type { Instruments } from './instruments.js';
import { messageAttributes, receivedAttributes } from './message-attributes.js';
import { carryTrace } from './carriers.js';
import { parentContextOf, spanContextOf } from './trace-context.js';

/** How the conventions call the ways to settle. */
const dispositions = { complete: 'complete', abandon: 'abandon', 'dead-letter': 'dead_letter' } as const;

const circuitStates = { closed: 0, trial: 1, open: 2 } as const;

/** Traces and measures what the processors of one entity do. Without a tracer it only measures. */
export class ProcessorTelemetry implements ProcessorInstrumentation {
  readonly #tracer: Tracer | undefined;
  readonly #instruments: Instruments;
  readonly #destination: Destination;
  readonly #process: Attributes;
  readonly #settle: Readonly<Record<Outcome['kind'], Attributes>>;
  /** Contexts that messages were handled in, for what is done with them afterwards. */
  readonly #contexts = new WeakMap<ServiceBusReceivedMessage, Context>();
  /** Of its processors, how many messages each holds. */
  readonly #held = new Set<() => number>();
  #consumed = 0;
  #circuit: keyof typeof circuitStates = 'closed';

  /**
   * @param entityPath that of the receiver
   * @param server host of the namespace
   */
  constructor(tracer: Tracer | undefined, instruments: Instruments, entityPath: string, server?: string) {
    this.#tracer = tracer;
    this.#instruments = instruments;
    this.#destination = destinationOf(entityPath, server);
    const settle = (kind: Outcome['kind']) => operationAttributes(this.#destination, 'settle', dispositions[kind]);
    this.#process = operationAttributes(this.#destination, 'process', 'process');
    this.#settle = { complete: settle('complete'), abandon: settle('abandon'), 'dead-letter': settle('dead-letter') };
    instruments.consumed.addCallback((result) => result.observe(this.#consumed, this.#process));
    instruments.inFlight.addCallback((result) => result.observe(sumOf(this.#held), this.#process));
    instruments.circuit.addCallback((result) => result.observe(circuitStates[this.#circuit], this.#process));
  }

  started(held: () => number): () => void {
    this.#held.add(held);
    return () => this.#held.delete(held);
  }

  received({ enqueuedTimeUtc }: ServiceBusReceivedMessage): void {
    this.#consumed += 1;
    if (enqueuedTimeUtc === undefined) return;
    // The clock of the broker may be ahead of this one.
    const lag = Math.max(0, Date.now() - enqueuedTimeUtc.getTime());
    this.#instruments.lag.record(lag / 1_000, this.#process);
  }

  process<Result extends Handling | void | Promise<Handling | void>>(
    messages: readonly ServiceBusReceivedMessage[],
    run: () => Result,
  ): Result {
    const startedAt = performance.now();
    const handled = this.#tracer === undefined ? undefined : this.#startProcessing(this.#tracer, messages);
    const end = (handling: Handling | void) => this.#endProcessing(handled?.span, startedAt, handling?.failure);
    const fail = (error: unknown): never => {
      this.#endProcessing(handled?.span, startedAt, { error });
      throw error;
    };
    let result: Result;
    try {
      result = handled === undefined ? run() : context.with(handled.context, run);
    } catch (error) {
      return fail(error);
    }
    if (!(result instanceof Promise)) {
      end(result as Handling | void);
      return result;
    }
    const late: Promise<Handling | void> = result.then((handling: Handling | void) => {
      end(handling);
      return handling;
    }, fail);
    return late as Result;
  }

  within<Result>(message: ServiceBusReceivedMessage, run: () => Result): Result {
    const handledIn = this.#contexts.get(message);
    return handledIn === undefined ? run() : context.with(handledIn, run);
  }

  outgoing(message: ServiceBusReceivedMessage, outcome: Outcome): Outcome {
    const tracer = this.#tracer;
    if (tracer === undefined || outcome.kind !== 'complete' || outcome.sends === undefined) return outcome;
    const parent = this.#contextOf(message);
    const sends = outcome.sends.map((outgoing): Outgoing => {
      const destination = destinationOf(outgoing.entity, this.#destination.server);
      return { ...outgoing, message: carryTrace(tracer, outgoing.message, destination, parent).message };
    });
    return { ...outcome, sends };
  }

  settling(message: ServiceBusReceivedMessage, outcome: Outcome, count: keyof ProcessingCounts): Settled {
    const startedAt = performance.now();
    const spans = this.#tracer === undefined ? [] : this.#startSettling(this.#tracer, message, outcome);
    return (failure) => {
      const attributes =
        failure === undefined
          ? this.#settle[outcome.kind]
          : { ...this.#settle[outcome.kind], [attribute.errorType]: errorTypeOf(failure.error) };
      this.#instruments.operationDuration.record((performance.now() - startedAt) / 1_000, attributes);
      if (failure === undefined) this.#countSettled(outcome, count);
      for (const span of spans) {
        if (failure !== undefined) failSpan(span, failure.error);
        span.end();
      }
    };
  }

  circuit(state: keyof typeof circuitStates): void {
    this.#circuit = state;
  }

  #startProcessing(tracer: Tracer, messages: readonly ServiceBusReceivedMessage[]): { span: Span; context: Context } {
    const [only] = messages;
    const isOne = messages.length === 1 && only !== undefined;
    const created = isOne ? spanContextOf(only.applicationProperties) : undefined;
    const parent = created === undefined ? ROOT_CONTEXT : parentContextOf(created);
    const span = tracer.startSpan(
      `process ${this.#destination.name}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...this.#process,
          ...(isOne ? receivedAttributes(only) : { [attribute.batchCount]: messages.length }),
        },
        // One message's processing is a part of its trace; that of a batch belongs to as many as it has messages.
        links: isOne ? [] : linksTo(messages),
      },
      parent,
    );
    const own = trace.setSpan(parent, span);
    for (const message of messages) this.#contexts.set(message, own);
    return { span, context: own };
  }

  #endProcessing(span: Span | undefined, startedAt: number, failure: Handling['failure']): void {
    const attributes =
      failure === undefined ? this.#process : { ...this.#process, [attribute.errorType]: errorTypeOf(failure.error) };
    this.#instruments.processDuration.record((performance.now() - startedAt) / 1_000, attributes);
    if (span === undefined) return;
    if (failure !== undefined) failSpan(span, failure.error);
    span.end();
  }

  /** A span for the settlement, and one for each message that is sent with it. */
  #startSettling(tracer: Tracer, message: ServiceBusReceivedMessage, outcome: Outcome): readonly Span[] {
    const parent = this.#contextOf(message);
    const start = (attributes: Attributes, more: SpanAttributes) =>
      tracer.startSpan(
        `${String(attributes[attribute.operationName])} ${String(attributes[attribute.destination])}`,
        { kind: SpanKind.CLIENT, attributes: { ...attributes, ...more } },
        parent,
      );
    const settling = start(this.#settle[outcome.kind], {
      ...receivedAttributes(message),
      [attribute.dispositionStatus]: dispositions[outcome.kind],
    });
    if (outcome.kind !== 'complete' || outcome.sends === undefined) return [settling];
    const { server } = this.#destination;
    const sending = outcome.sends.map(({ entity, message: sent }) =>
      start(operationAttributes(destinationOf(entity, server), 'send', operationOf(sent)), messageAttributes(sent)),
    );
    return [settling, ...sending];
  }

  #countSettled(outcome: Outcome, count: keyof ProcessingCounts): void {
    const { retries, deadLettered, sent } = this.#instruments;
    if (count === 'abandoned') retries.add(1, { ...this.#process, 'ams.retry': 'abandoned' });
    if (count === 'retriedLater') retries.add(1, { ...this.#process, 'ams.retry': 'delayed' });
    if (outcome.kind === 'dead-letter')
      deadLettered.add(1, { ...this.#process, 'ams.dead_letter.reason': outcome.reason });
    if (outcome.kind !== 'complete') return;
    for (const { entity, message } of outcome.sends ?? []) {
      sent.add(1, operationAttributes(destinationOf(entity, this.#destination.server), 'send', operationOf(message)));
    }
  }

  #contextOf(message: ServiceBusReceivedMessage): Context {
    const handledIn = this.#contexts.get(message);
    if (handledIn !== undefined) return handledIn;
    const created = spanContextOf(message.applicationProperties);
    return created === undefined ? ROOT_CONTEXT : parentContextOf(created);
  }
}

function sumOf(held: ReadonlySet<() => number>): number {
  let sum = 0;
  for (const count of held) sum += count();
  return sum;
}

function linksTo(messages: readonly ServiceBusReceivedMessage[]) {
  return messages.flatMap(({ messageId, applicationProperties }) => {
    const created = spanContextOf(applicationProperties);
    return created === undefined
      ? []
      : [{ context: created, attributes: { [attribute.messageId]: String(messageId) } }];
  });
}

function operationOf(message: Outgoing['message']): 'send' | 'schedule' {
  const annotations: unknown = Reflect.get(message, 'messageAnnotations');
  const isScheduled =
    Reflect.get(message, 'scheduledEnqueueTimeUtc') !== undefined ||
    (typeof annotations === 'object' && annotations !== null && 'x-opt-scheduled-enqueue-time' in annotations);
  return isScheduled ? 'schedule' : 'send';
}
