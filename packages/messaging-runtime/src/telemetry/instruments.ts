import type { Counter, Histogram, Meter, ObservableCounter, ObservableGauge } from '@opentelemetry/api';

/** Seconds, as the semantic conventions have them for operations. */
export const operationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Seconds that messages wait: from none to days. */
const lagBoundaries = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400];

/**
 * All that is measured. What changes with each message and can be counted without OpenTelemetry is, and is asked for only
 * when somebody reads it.
 */
export interface Instruments {
  readonly operationDuration: Histogram;
  readonly processDuration: Histogram;
  readonly sent: Counter;
  readonly consumed: ObservableCounter;
  readonly lag: Histogram;
  readonly inFlight: ObservableGauge;
  readonly retries: Counter;
  readonly deadLettered: Counter;
  readonly circuit: ObservableGauge;
}

/** Names under `messaging.` are those of the semantic conventions, those under `ams.` are this system's own. */
export function createInstruments(meter: Meter): Instruments {
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });
  const message = (description: string) => ({ unit: '{message}', description });
  return {
    operationDuration: seconds(
      'messaging.client.operation.duration',
      'Duration of sending, receiving and settling.',
      operationBoundaries,
    ),
    processDuration: seconds('messaging.process.duration', 'Duration of handling.', operationBoundaries),
    sent: meter.createCounter(
      'messaging.client.sent.messages',
      message('Messages that the client tried to send; those with error.type were not accepted.'),
    ),
    consumed: meter.createObservableCounter(
      'messaging.client.consumed.messages',
      message('Messages that were given to the application.'),
    ),
    lag: seconds('ams.message.lag', 'Time from the moment that a message was enqueued to its arrival.', lagBoundaries),
    inFlight: meter.createObservableGauge(
      'ams.messages.in_flight',
      message('Messages that are held: handled, or ready to be.'),
    ),
    retries: meter.createCounter(
      'ams.messages.retries',
      message('Messages that will be tried again, by ams.retry: abandoned, to come at once, or delayed.'),
    ),
    deadLettered: meter.createCounter(
      'ams.messages.dead_lettered',
      message('Messages that were dead-lettered by this process, by ams.dead_letter.reason.'),
    ),
    circuit: meter.createObservableGauge('ams.circuit_breaker.state', {
      description: '0 closed, 1 trying one message, 2 open: nothing is begun.',
    }),
  };
}
