import { UnprocessableMessageError } from '../../errors.js';

type ErrorClass = abstract new (...args: never[]) => Error;

/** Errors that no later attempt heals: those of a class, or those that a function says so of. */
export type Unrecoverable = ErrorClass | ((error: unknown) => boolean);

/** Says of an error whether a later attempt can heal it. `UnprocessableMessageError` never heals. */
export function unrecoverableBy(kinds: readonly Unrecoverable[]): (error: unknown) => boolean {
  return (error) => error instanceof UnprocessableMessageError || kinds.some((kind) => matches(kind, error));
}

function matches(kind: Unrecoverable, error: unknown): boolean {
  return isErrorClass(kind) ? error instanceof kind : kind(error);
}

function isErrorClass(kind: Unrecoverable): kind is ErrorClass {
  const prototype: unknown = kind.prototype;
  return kind === Error || prototype instanceof Error;
}
