import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import { parseJsonBody } from '../json-body.js';
import type { AmqpAnnotatedMessage } from './copy-of-dead-letter.js';
import type { DeadLetterSource, Destination } from './dead-letter-source.js';
import type { Change, Edited, Editor } from './edit.js';
import { parkedFromOf, resubmitCountOf } from './failure-of-message.js';
import {
  markedAsEdited,
  parkedCopy,
  renewedMessageId,
  resubmittedCopy,
  whoRunsThis,
  withMessageId,
} from './provenance.js';

/** Where dead letters go, and how. */
export interface ResubmitRules {
  /** How often one message may be sent back. Beyond it, it stays or is parked: what no cure helps would circle for ever. */
  readonly maxResubmits: number;
  /** Where they go. Default: back to where they were. */
  readonly to?: Destination | undefined;
  /** Queue for those that were sent back too often. Default: they stay. */
  readonly parking?: Destination | undefined;
  /** Changes each copy. Default: as it was. */
  readonly edit?: Editor | undefined;
  /** What it objects to stays. Default: nothing is wrong. */
  readonly check?: BodyCheck | undefined;
  /** Whether copies get a new message id, for entities with duplicate detection. Default: they keep theirs. */
  readonly newId?: boolean | undefined;
  /** Who does it, for the copy's properties. Default: `user@host` of this process. */
  readonly by?: string | undefined;
}

/** Says what is wrong with a body, parsed from JSON, for where it is to go; undefined if nothing is. */
export type BodyCheck = (body: unknown, destination: Destination) => string | undefined;

/** What becomes of a dead letter. */
export type Decision =
  | {
      readonly kind: 'send';
      readonly fate: 'resubmit' | 'park';
      readonly destination: Destination;
      readonly copy: AmqpAnnotatedMessage;
      readonly changes: readonly Change[];
    }
  | {
      readonly kind: 'stay';
      /** It was sent back too often, or cannot be edited or sent as it would be. */
      readonly fate: 'exhausted' | 'refused';
      /** Why, where it was refused. */
      readonly problem?: string;
    };

export type Decide = (message: ServiceBusReceivedMessage) => Decision;

/** Decides by the rules about the dead letters of a source. */
export function resubmission(source: DeadLetterSource, rules: ResubmitRules): Decide {
  const { maxResubmits, parking, by = whoRunsThis(), to = source } = rules;
  return (message) => {
    const resubmits = resubmitCountOf(message);
    const move = { from: source.path, by, at: new Date() };
    if (resubmits < maxResubmits) return sendBack(message, to, resubmittedCopy(message, to, move), rules);
    if (parking === undefined) return { kind: 'stay', fate: 'exhausted' };
    const because = `sent back ${resubmits} ${resubmits === 1 ? 'time' : 'times'} already, and ${maxResubmits} is the most`;
    return { kind: 'send', fate: 'park', destination: parking, copy: parkedCopy(message, because, move), changes: [] };
  };
}

export interface ParkRules {
  /** Queue that takes them. */
  readonly parking: Destination;
  /** Who does it. Default: `user@host` of this process. */
  readonly by?: string | undefined;
}

/** Decides to park the dead letters of a source, however often they were sent back. */
export function parking(source: DeadLetterSource, { parking: destination, by = whoRunsThis() }: ParkRules): Decide {
  return (message) => {
    const copy = parkedCopy(message, `${by} put it aside`, { from: source.path, by, at: new Date() });
    return { kind: 'send', fate: 'park', destination, copy, changes: [] };
  };
}

/** What may be asked of parked messages: all but a limit, since each goes back because somebody wants it to. */
export type UnparkRules = Pick<ResubmitRules, 'edit' | 'check' | 'newId' | 'by'>;

/**
 * Decides about parked messages, which go back to where they were taken from.
 *
 * @param homeOf finds it by the path of the queue or subscription; undefined if there is none
 */
export function unparking(
  parked: DeadLetterSource,
  homeOf: (path: string) => Destination | undefined,
  rules: UnparkRules,
): Decide {
  const { by = whoRunsThis() } = rules;
  return (message) => {
    const path = parkedFromOf(message);
    if (path === undefined)
      return { kind: 'stay', fate: 'refused', problem: 'it does not say where it was parked from' };
    const home = homeOf(path);
    if (home === undefined)
      return { kind: 'stay', fate: 'refused', problem: `it was parked from ${path}, which is unknown` };
    return sendBack(message, home, resubmittedCopy(message, home, { from: parked.path, by, at: new Date() }), rules);
  };
}

function sendBack(
  message: ServiceBusReceivedMessage,
  destination: Destination,
  copy: AmqpAnnotatedMessage,
  { edit, check, newId = false }: UnparkRules,
): Decision {
  const identified = newId ? withMessageId(copy, renewedMessageId(message)) : copy;
  const edited: Edited = edit === undefined ? { ok: true, copy: identified, changes: [] } : editedBy(edit, identified);
  if (!edited.ok) return { kind: 'stay', fate: 'refused', problem: edited.problem };
  const objection = check === undefined ? undefined : objectionTo(edited.copy, destination, check);
  if (objection !== undefined) return { kind: 'stay', fate: 'refused', problem: objection };
  const { changes } = edited;
  return {
    kind: 'send',
    fate: 'resubmit',
    destination,
    changes,
    copy: changes.length > 0 ? markedAsEdited(edited.copy) : edited.copy,
  };
}

function editedBy(edit: Editor, copy: AmqpAnnotatedMessage): Edited {
  try {
    return edit(copy);
  } catch (error) {
    // A body nested too deep for it, say. One such message is not to stop the others.
    return { ok: false, problem: `it cannot be edited: ${problemOf(error)}` };
  }
}

function objectionTo(copy: AmqpAnnotatedMessage, destination: Destination, check: BodyCheck): string | undefined {
  try {
    return check(parseJsonBody(copy.body), destination);
  } catch (error) {
    return problemOf(error);
  }
}
