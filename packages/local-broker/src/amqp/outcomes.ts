import rhea from 'rhea';

import { BrokerError } from '../engine/errors.js';
import type { Settlement } from '../engine/settlement.js';
import type { MessageChanges } from '../message/encoded-message.js';
import { codec, type Typed } from '../message/encoding.js';

/** Descriptors of the delivery states (AMQP 1.0, part 3.4). */
const descriptor = { received: 0x23, accepted: 0x24, rejected: 0x25, released: 0x26, modified: 0x27 } as const;

const deadLetterCondition = 'com.microsoft:dead-letter';

/**
 * What a client's delivery state means to Service Bus: accepted completes; modified abandons or, with
 * undeliverable-here, defers; rejected dead-letters; released gives back uncounted.
 *
 * @throws BrokerError `amqp:not-implemented` for a state that is none of these.
 */
export function settlementOf(state: Typed): Settlement {
  const fields = fieldsOf(state);
  switch (state.descriptor?.value) {
    case descriptor.accepted:
      return { kind: 'complete' };
    case descriptor.released:
      return { kind: 'release' };
    case descriptor.modified: {
      const undeliverableHere = fields[1]?.value === true;
      return { kind: undeliverableHere ? 'defer' : 'abandon', changes: changesOf(entriesOf(fields[2])) };
    }
    case descriptor.rejected:
      return deadLetterOf(fields[0]);
    default:
      throw new BrokerError('amqp:not-implemented', 'The delivery state is none that Service Bus knows.');
  }
}

/** SDKs put reason, description and properties into the error's info; plain AMQP clients use the error itself. */
function deadLetterOf(error: Typed | undefined): Settlement {
  const [condition, description, info] = error === undefined ? [] : fieldsOf(error);
  const properties = entriesOf(info);
  const isServiceBus = condition?.value === deadLetterCondition;
  const reason = textOf(properties.get('DeadLetterReason')) ?? (isServiceBus ? undefined : textOf(condition));
  const explanation = textOf(properties.get('DeadLetterErrorDescription')) ?? textOf(description);
  properties.delete('DeadLetterReason');
  properties.delete('DeadLetterErrorDescription');
  return { kind: 'dead-letter', reason, description: explanation, changes: changesOf(properties) };
}

/** Azure merges the properties to modify into the application properties, whatever section they came in. */
export function changesOf(properties: ReadonlyMap<string, Typed>): MessageChanges | undefined {
  return properties.size === 0 ? undefined : { applicationProperties: properties };
}

/** The entries of an AMQP map that are not null, with their types. */
export function entriesOf(map: Typed | undefined): Map<string, Typed> {
  const entries = new Map<string, Typed>();
  const items = Array.isArray(map?.value) ? (map.value as readonly Typed[]) : [];
  for (let index = 0; index + 1 < items.length; index += 2) {
    const key = codec.unwrap(items[index] as Typed);
    const value = items[index + 1] as Typed;
    if (codec.unwrap(value) !== null) entries.set(String(key), value);
  }
  return entries;
}

function fieldsOf(state: Typed): readonly (Typed | undefined)[] {
  return Array.isArray(state.value) ? (state.value as readonly Typed[]) : [];
}

function textOf(value: Typed | undefined): string | undefined {
  const text = value === undefined ? undefined : codec.unwrap(value);
  return typeof text === 'string' ? text : undefined;
}

/** rhea's makers of delivery states, which its typings leave out. */
const states = rhea.message as unknown as {
  accepted(): { described(): Typed };
  rejected(fields: { error: { condition: string; description: string } }): { described(): Typed };
};

export const accepted: Typed = states.accepted().described();

/** The state that tells a client that what it asked for did not happen, and why. */
export function rejected(error: BrokerError): Typed {
  return states.rejected({ error: { condition: error.condition, description: error.message } }).described();
}

export function isAccepted(state: Typed): boolean {
  return state.descriptor?.value === descriptor.accepted;
}

export function isReceived(state: Typed): boolean {
  return state.descriptor?.value === descriptor.received;
}

/**
 * The state that tells a client that its outcome took effect: the same outcome, less its details, because SDKs take an
 * error in the answer for a failure.
 */
export function confirmationOf(state: Typed): Typed {
  if (isAccepted(state)) return accepted;
  const empty = rhea.types.wrap_list([]) as Typed;
  return state.descriptor === undefined ? empty : codec.described_nc(state.descriptor, empty);
}
