import {
  failedAttemptsProperty,
  failedByProperty,
  firstFailedAtProperty,
  lastErrorTypeProperty,
  lastFailedAtProperty,
  parkedFromOf,
  parkingProperties,
  provenanceProperties,
  resubmitCountOf,
} from '@ams/messaging-runtime';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';

import type { HistoryStep } from '../../api/index.js';

type Text = (property: string) => string | undefined;

/** A message's life, as far as it tells it itself: in the order in which it happened. */
export function historyOf(message: ServiceBusReceivedMessage): readonly HistoryStep[] {
  const text: Text = (property) => {
    const value: unknown = message.applicationProperties?.[property];
    return value === undefined || value === null || value === '' ? undefined : String(value);
  };
  return [...originOf(message, text), ...arrivalOf(message), ...failuresOf(text), ...deliveriesOf(message)];
}

function step(at: string | Date | undefined, text: string): HistoryStep {
  return { at: at instanceof Date ? at.toISOString() : (at ?? null), text };
}

/** What happened to the message that this one is a copy of. */
function originOf(message: ServiceBusReceivedMessage, text: Text): readonly HistoryStep[] {
  const steps: HistoryStep[] = [];
  const { originalEnqueuedAt, originalSequenceNumber, originalMessageId } = provenanceProperties;
  const [enqueuedAt, number, id] = [text(originalEnqueuedAt), text(originalSequenceNumber), text(originalMessageId)];
  if (enqueuedAt !== undefined || number !== undefined) {
    const named = [number && `as number ${number}`, id && `with the id ${id}`].filter((part) => part !== undefined);
    steps.push(step(enqueuedAt, ['first enqueued', ...named].join(' ')));
  }
  const reason = text(provenanceProperties.lastDeadLetterReason);
  const description = text(provenanceProperties.lastDeadLetterDescription);
  if (reason !== undefined || description !== undefined) {
    steps.push(step(undefined, `dead-lettered then: ${[reason, description].filter(Boolean).join(', ')}`));
  }
  const resubmits = resubmitCountOf(message);
  if (resubmits > 0) {
    const by = text(provenanceProperties.resubmittedBy) ?? 'somebody';
    const from = text(provenanceProperties.resubmittedFrom) ?? 'the dead letters';
    const edited = text(provenanceProperties.edited) === 'true' ? ', edited' : '';
    const times = resubmits === 1 ? '' : `, ${resubmits} times by now`;
    steps.push(step(text(provenanceProperties.resubmittedAt), `resubmitted by ${by} from ${from}${edited}${times}`));
  }
  const parkedFrom = parkedFromOf(message);
  if (parkedFrom !== undefined) {
    const by = text(parkingProperties.parkedBy) ?? 'somebody';
    const because = text(parkingProperties.parkedBecause);
    const why = because === undefined ? '' : `: ${because}`;
    steps.push(step(text(parkingProperties.parkedAt), `parked by ${by} from ${parkedFrom}${why}`));
  }
  return steps;
}

function arrivalOf(message: ServiceBusReceivedMessage): readonly HistoryStep[] {
  const { enqueuedTimeUtc, scheduledEnqueueTimeUtc, enqueuedSequenceNumber, sequenceNumber, state } = message;
  if (state === 'scheduled') return [step(scheduledEnqueueTimeUtc, 'is to be enqueued')];
  const before = Number(enqueuedSequenceNumber ?? 0);
  const number = before > 0 && String(before) !== String(sequenceNumber) ? ` as number ${before}, then forwarded` : '';
  return [step(enqueuedTimeUtc, `enqueued${number}`)];
}

/** What the processing of this system writes into a message that failed. */
function failuresOf(text: Text): readonly HistoryStep[] {
  const [first, last] = [text(firstFailedAtProperty), text(lastFailedAtProperty)];
  const attempts = text(failedAttemptsProperty);
  const by = text(failedByProperty);
  const where = `${by === undefined ? '' : ` in ${by}`}${attempts === undefined ? '' : `, ${attempts} attempts in all`}`;
  const error = text(lastErrorTypeProperty);
  const steps = first === undefined || first === last ? [] : [step(first, 'failed for the first time')];
  return last === undefined ? steps : [...steps, step(last, `failed${error ? ` with ${error}` : ''}${where}`)];
}

function deliveriesOf(message: ServiceBusReceivedMessage): readonly HistoryStep[] {
  const { deliveryCount = 0, state, deadLetterReason, deadLetterErrorDescription, deadLetterSource } = message;
  const steps: HistoryStep[] = [];
  if (deliveryCount > 0)
    steps.push(step(undefined, `delivered ${deliveryCount === 1 ? 'once' : `${deliveryCount} times`}`));
  if (state === 'deferred') steps.push(step(undefined, 'deferred: it comes to whoever asks for its number'));
  if (deadLetterReason !== undefined || deadLetterErrorDescription !== undefined) {
    const why = [deadLetterReason, deadLetterErrorDescription].filter(Boolean).join(', ');
    const where = deadLetterSource === undefined ? '' : ` in ${deadLetterSource}`;
    steps.push(step(undefined, `dead-lettered${where}: ${why}`));
  }
  return steps;
}
