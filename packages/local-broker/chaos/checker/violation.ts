/** What a broker may not do, whatever happens to it. */
export const violationKinds = {
  lost: 'what was acknowledged is not there',
  resurrected: 'what was settled or replaced, and acknowledged, is there again',
  misplaced: 'it is there, in a state that nobody asked for',
  doubled: 'it is there more than once',
  unknown: 'nobody ever sent it',
  'half transactions': 'a part of an operation happened, and a part did not',
  'out of order': 'messages of a session do not come in their order',
  early: 'a scheduled message came before its time',
  unclear: 'a refusal does not say what is wrong and what to do',
  unanswered: 'a client was not answered, though nothing was wrong with what it asked',
  unbounded: 'memory, handles or disk grew beyond what they may take',
} as const;
export type ViolationKind = keyof typeof violationKinds;

export interface Violation {
  readonly kind: ViolationKind;
  /** What it is about, and what was seen instead of what. */
  readonly what: string;
}
