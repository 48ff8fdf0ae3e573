/** What a broker may not do, whenever it dies. */
export const violationKinds = {
  lost: 'what was acknowledged is not there',
  returned: 'what was settled or replaced, and acknowledged, is there again',
  misplaced: 'it is there, in a state that nobody asked for',
  doubled: 'it is there more than once',
  unknown: 'nobody ever sent it',
  half: 'a part of an operation happened, and a part did not',
  disorder: 'messages of a session do not come in their order',
  early: 'a scheduled message came before its time',
} as const;
export type ViolationKind = keyof typeof violationKinds;

export interface Violation {
  readonly kind: ViolationKind;
  /** What it is about, and what was seen instead of what. */
  readonly what: string;
}
