import { BrokerError } from '../engine/errors.js';

/** Entities that one list has at most, and that it has when a client does not say how many it wants. */
const largestPage = 100;

/** Part of a list. */
export interface Page {
  readonly skip: number;
  readonly top: number;
}

/** @throws BrokerError `com.microsoft:argument-error` when `$skip` or `$top` is no count. */
export function pageOf(query: URLSearchParams): Page {
  return {
    skip: count(query, '$skip') ?? 0,
    top: Math.min(count(query, '$top') ?? largestPage, largestPage),
  };
}

function count(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new BrokerError(
    'com.microsoft:argument-error',
    `${name} is '${text}', but it counts entities. Give 0 or more.`,
  );
}
