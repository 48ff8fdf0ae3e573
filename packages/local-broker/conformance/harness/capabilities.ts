/**
 * What a case can need that not every target has. A case that needs what the target lacks is skipped by name, never
 * passed.
 */
export const capabilities = {
  administration: 'an administration API over HTTPS',
  tls: 'TLS, which clients speak when they are given a credential',
  sessions: 'sessions',
  'partitioned-entities': 'partitioned entities',
  'rules-over-amqp': 'rules that clients manage over AMQP',
  'run-time-entities': 'entities that change at run time',
  'batch-delete': 'batch delete',
} as const;

export type Capability = keyof typeof capabilities;

export function isCapability(text: string): text is Capability {
  return Object.hasOwn(capabilities, text);
}
