import { randomBytes } from 'node:crypto';

import type { Transport } from '../harness/target.js';

/** The two clients that have cases. */
export const clients = ['JavaScript', 'Python'] as const;

export type Client = (typeof clients)[number];

/** One client's way to a namespace: the cases of the client run against it once. */
export interface RunTarget {
  readonly client: Client;
  readonly transport: Transport;
  /** Where the namespace is, for people. */
  readonly place: string;
  /** What the processes of the cases have to know, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes away what the run left behind. */
  close(): Promise<void>;
}

/** A run that was wanted and cannot be, and why. */
export interface Omission {
  readonly omitted: string;
}

/** A start of names that no other run uses. */
export const newPrefix = (): string => `conformance-${randomBytes(3).toString('hex')}`;
