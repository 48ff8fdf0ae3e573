import { createHmac } from 'node:crypto';

import { parseServiceBusConnectionString } from '@azure/service-bus';

/**
 * A token made beforehand, as an application gets it that is not trusted with the key.
 *
 * @param path the entity that it is for; empty for the whole namespace.
 * @param lifetime seconds; negative for a token that has expired.
 */
export function signatureFor(connectionString: string, path: string, lifetime = 3600): string {
  const {
    endpoint,
    sharedAccessKeyName = '',
    sharedAccessKey = '',
  } = parseServiceBusConnectionString(connectionString);
  const resource = encodeURIComponent(new URL(path, endpoint.replace(/\/?$/, '/')).href);
  const expiry = Math.floor(Date.now() / 1000) + lifetime;
  const signature = createHmac('sha256', sharedAccessKey).update(`${resource}\n${expiry}`).digest('base64');
  return (
    `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}` +
    `&se=${expiry}&skn=${sharedAccessKeyName}`
  );
}

/** The connection string with a token instead of a key. */
export function withSignature(connectionString: string, signature: string): string {
  return connectionString
    .replace(/SharedAccessKeyName=[^;]*;?/, '')
    .replace(/SharedAccessKey=[^;]*/, `SharedAccessSignature=${signature}`);
}
