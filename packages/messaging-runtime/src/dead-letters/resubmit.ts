import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { parking, resubmission, unparking, type ParkRules, type ResubmitRules, type UnparkRules } from './decision.js';
import type { DeadLetterSource, Destination } from './dead-letter-source.js';
import { accountOf, type MoveAccount, type MoveResult } from './move-account.js';
import { moveDeadLetters, planMoves, type MoveOptions } from './move.js';

export interface ResubmitOptions extends ResubmitRules, MoveOptions {}

export interface ParkOptions extends ParkRules, MoveOptions {}

export interface UnparkOptions extends UnparkRules, MoveOptions {}

/** Finds where a parked message goes back to by the path of its queue or subscription; undefined if there is none. */
export type HomeOf = (path: string) => Destination | undefined;

/** What {@link resubmitDeadLetters} would do with one dead letter. */
export function previewResubmission(
  message: ServiceBusReceivedMessage,
  source: DeadLetterSource,
  rules: ResubmitRules,
): MoveAccount {
  return accountOf(resubmission(source, rules)(message));
}

/** What {@link resubmitDeadLetters} would do now, found out by looking. */
export function planResubmission(source: DeadLetterSource, options: ResubmitOptions): Promise<MoveResult> {
  return planMoves(source, resubmission(source, options), options);
}

/**
 * Sends dead letters back to where they came from, or elsewhere: those that are there when it begins. Stopped or killed at
 * any moment nothing is lost. Where the broker has transactions nothing is doubled either; where it has not, at worst one
 * message is sent back twice, with the same id.
 *
 * Beware of duplicate detection: an entity that has it accepts and drops a copy whose id it saw within its window. For such
 * an entity wait until the window has passed, or give copies a new id.
 *
 * @throws {@link MessagingFailure} if the dead letters cannot be received or nothing can be sent
 */
export function resubmitDeadLetters(source: DeadLetterSource, options: ResubmitOptions): Promise<MoveResult> {
  return moveDeadLetters(source, resubmission(source, options), options);
}

/**
 * Puts dead letters aside, into the parking queue, with what is known of their failures and where they belong. The same
 * promises as {@link resubmitDeadLetters}; {@link unpark} takes them up again.
 *
 * @throws {@link MessagingFailure} if the dead letters cannot be received or nothing can be sent
 */
export function parkDeadLetters(source: DeadLetterSource, options: ParkOptions): Promise<MoveResult> {
  return moveDeadLetters(source, parking(source, options), options);
}

/** What {@link unpark} would do now, found out by looking. */
export function planUnparking(parked: DeadLetterSource, homeOf: HomeOf, options: UnparkOptions): Promise<MoveResult> {
  return planMoves(parked, unparking(parked, homeOf, options), options);
}

/**
 * Sends parked messages back to where they were parked from, with the same promises as {@link resubmitDeadLetters}. It
 * counts as one more return, so that one which fails again is parked again.
 *
 * @throws {@link MessagingFailure} if they cannot be received or nothing can be sent
 */
export function unpark(parked: DeadLetterSource, homeOf: HomeOf, options: UnparkOptions): Promise<MoveResult> {
  return moveDeadLetters(parked, unparking(parked, homeOf, options), options);
}
