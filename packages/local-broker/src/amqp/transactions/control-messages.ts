import { BrokerError } from '../../engine/errors.js';
import { codec, readTyped, type Typed } from '../../message/encoding.js';
import { sectionCode, sectionsOf } from '../../message/sections.js';
import { isA, listOf, transactionIdOf } from './states.js';

/** What a client asks a coordinator for. */
export type ControlMessage =
  { readonly kind: 'declare' } | { readonly kind: 'discharge'; readonly transactionId: Buffer; readonly fail: boolean };

/**
 * Reads what came in on a coordinator link.
 *
 * @throws BrokerError `amqp:decode-error` for anything but a declare or a discharge; `amqp:not-implemented` for a
 *   declare of a part of a global transaction.
 */
export function readControlMessage(bytes: Buffer): ControlMessage {
  const section = sectionsOf(bytes).find(({ code }) => code === sectionCode.value);
  const value = section && readTyped(bytes, section.value);
  if (isA('declare', value)) return declareOf(value);
  if (isA('discharge', value)) return dischargeOf(value);
  throw malformed('The body must be a declare or a discharge as its value');
}

function declareOf(value: Typed): ControlMessage {
  const [globalId] = listOf(value);
  if (globalId !== undefined && codec.unwrap(globalId) !== null) {
    throw new BrokerError(
      'amqp:not-implemented',
      'Service Bus has local transactions only: a declare may not have a global id.',
    );
  }
  return { kind: 'declare' };
}

function dischargeOf(value: Typed): ControlMessage {
  const [id, failField] = listOf(value);
  const fail = failField === undefined ? null : codec.unwrap(failField);
  if (fail !== null && typeof fail !== 'boolean') throw malformed("The discharge's 'fail' must be a boolean");
  return { kind: 'discharge', transactionId: transactionIdOf(id), fail: fail === true };
}

function malformed(what: string): BrokerError {
  return new BrokerError('amqp:decode-error', `${what}, on a link to a transaction coordinator.`);
}
