import { createHmac } from 'node:crypto';

/** A key of a namespace, by the name of its rule. */
export interface SharedAccessKey {
  readonly name: string;
  readonly key: string;
}

/** Seconds for which a signature is good. */
const lifetime = 300;

/**
 * Shows that one has a key without sending it ("Service Bus access control with Shared Access Signatures",
 * learn.microsoft.com).
 *
 * @param resource address that it is for, with all that is under it
 */
export function sharedAccessSignature(resource: string, { name, key }: SharedAccessKey, now = Date.now()): string {
  const audience = encodeURIComponent(resource.toLowerCase());
  const expiry = Math.floor(now / 1_000) + lifetime;
  const signature = createHmac('sha256', key).update(`${audience}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${audience}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${encodeURIComponent(name)}`;
}
