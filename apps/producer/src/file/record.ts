import { describeProblems, eventContract, orderContract } from '@ams/messages';
import { messageOf, type MessageContract } from '@ams/messaging-runtime';
import type { ServiceBusMessage } from '@azure/service-bus';
import { z } from 'zod';
import { uncheckedMessage } from '../envelope.js';
import { kinds, type Kind } from '../traffic.js';

/** One record of a file: what it is, and its body. */
const recordSchema = z.object(
  {
    kind: z.enum(kinds, { error: `must be one of ${kinds.join(', ')}` }),
    body: z.unknown().refine((body) => body !== undefined, 'must be the body of the message'),
  },
  { error: 'must be {"kind":"order","body":{…}} or {"kind":"event","body":{…}}' },
);

export interface ReadingOptions {
  /** Whether bodies go as they stand. The records around them must be right all the same. */
  readonly unchecked: boolean;
  /** Message id of an unchecked body that has none, by its line. */
  readonly fallbackId: (line: number) => string;
}

/** A record with the number of the line that it ends on: a message, or why it cannot be one. */
export type Reading =
  | { readonly line: number; readonly ok: true; readonly kind: Kind; readonly message: ServiceBusMessage }
  | { readonly line: number; readonly ok: false; readonly problem: string };

/** Reads a line of NDJSON. */
export function readLine(text: string, line: number, options: ReadingOptions): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { line, ok: false, problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  return readRecord(value, line, options);
}

/** @param value `{ kind, body }`, if it is right */
export function readRecord(value: unknown, line: number, options: ReadingOptions): Reading {
  const record = recordSchema.safeParse(value);
  if (!record.success) return { line, ok: false, problem: describeProblems(record.error, value, 'the line') };
  const { kind, body } = record.data;
  if (options.unchecked) {
    return { line, ok: true, kind, message: uncheckedMessage(kind, body, () => options.fallbackId(line)) };
  }
  return kind === 'order' ? read(kind, body, line, orderContract) : read(kind, body, line, eventContract);
}

function read<Body>(kind: Kind, body: unknown, line: number, contract: MessageContract<Body>): Reading {
  const problem = contract.problemOf(body);
  if (problem !== undefined) return { line, ok: false, problem: `${kind}: ${problem}` };
  // The body as it was written: what the schema does not know is not the producer's to drop.
  return { line, ok: true, kind, message: messageOf(contract, body as Body) };
}
