import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type Long from 'long';

import { peekAll } from '../messages/scan.js';

/** Messages that are received one after the other: those of an entity, or of one session. */
export interface Line {
  readonly sessionId: string | undefined;
  /** Sequence numbers of those that are meant. */
  readonly meant: Set<string>;
  /** How many there are up to the last that is meant. */
  ahead: number;
  /** How many there are. */
  size: number;
}

/** Deferred messages, which come by their numbers alone. */
export interface Deferred {
  readonly sessionId: string | undefined;
  readonly numbers: Long[];
}

/** The messages of a place that are meant, by how they can be had. */
export interface Survey {
  readonly lines: readonly Line[];
  readonly deferred: readonly Deferred[];
  readonly scheduled: readonly Long[];
  readonly total: number;
}

export interface SurveyOptions {
  readonly isMeant: (message: ServiceBusReceivedMessage) => boolean;
  /** Whether messages can be received session by session only. */
  readonly bySession: boolean;
  /** How many are meant, where it is known: those behind the last of them are not looked at. */
  readonly expected?: number | undefined;
  readonly signal: AbortSignal;
}

/** Looks at all messages that there are, and keeps the numbers of those that are meant. Later ones are not meant. */
export async function survey(
  receiver: Pick<ServiceBusReceiver, 'peekMessages'>,
  { isMeant, bySession, expected = Infinity, signal }: SurveyOptions,
): Promise<Survey> {
  const lines = new Map<string | undefined, Line>();
  const deferred = new Map<string | undefined, Deferred>();
  const scheduled: Long[] = [];
  let total = 0;
  for await (const message of peekAll(receiver, signal)) {
    const { sequenceNumber, state } = message;
    const sessionId = bySession ? message.sessionId : undefined;
    const line = state === 'active' ? madeIn(lines, sessionId, newLine) : undefined;
    if (line !== undefined) line.size += 1;
    if (sequenceNumber === undefined || !isMeant(message)) continue;
    total += 1;
    if (line !== undefined) {
      line.meant.add(String(sequenceNumber));
      line.ahead = line.size;
    } else if (state === 'deferred') madeIn(deferred, sessionId, newDeferred).numbers.push(sequenceNumber);
    else scheduled.push(sequenceNumber);
    if (total >= expected) break;
  }
  return {
    lines: [...lines.values()].filter(({ meant }) => meant.size > 0),
    deferred: [...deferred.values()],
    scheduled,
    total,
  };
}

function newLine(sessionId: string | undefined): Line {
  return { sessionId, meant: new Set(), ahead: 0, size: 0 };
}

function newDeferred(sessionId: string | undefined): Deferred {
  return { sessionId, numbers: [] };
}

function madeIn<Value>(
  map: Map<string | undefined, Value>,
  key: string | undefined,
  make: (key: string | undefined) => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  return made;
}
