import { createHmac, timingSafeEqual } from 'node:crypto';

import { BrokerError } from '../engine/errors.js';

/** A shared access signature, taken apart: who signed for which resource until when. */
export interface SharedAccessSignature {
  /** The signed resource exactly as it stands in the token, still URL-encoded: the signature covers this text. */
  readonly resource: string;
  readonly signature: Buffer;
  /** Seconds since the Unix epoch, as text: the signature covers this too. */
  readonly expiry: string;
  readonly keyName: string;
}

export function unauthorized(message: string): BrokerError {
  return new BrokerError('amqp:unauthorized-access', message);
}

const prefix = 'SharedAccessSignature ';

/**
 * Reads `SharedAccessSignature sr=…&sig=…&se=…&skn=…`, whose parameters come in any order.
 *
 * @throws BrokerError `amqp:unauthorized-access` naming what is wrong with it, never its signature.
 */
export function parseSharedAccessSignature(token: string): SharedAccessSignature {
  if (!token.startsWith(prefix)) throw unauthorized(`MalformedToken: it must begin with '${prefix.trim()}'.`);
  const parameters = new Map(
    token
      .slice(prefix.length)
      .split('&')
      .map((parameter) => {
        const separator = parameter.indexOf('=');
        return [parameter.slice(0, separator), parameter.slice(separator + 1)] as const;
      }),
  );
  const parameter = (name: string): string => {
    const value = parameters.get(name);
    if (value === undefined || value === '') throw unauthorized(`MalformedToken: the parameter '${name}' is missing.`);
    return value;
  };
  const expiry = parameter('se');
  if (!/^\d{1,12}$/.test(expiry))
    throw unauthorized(`MalformedToken: 'se' must be seconds since 1970, not '${expiry}'.`);
  return {
    resource: parameter('sr'),
    signature: Buffer.from(urlDecode(parameter('sig')), 'base64'),
    expiry,
    keyName: urlDecode(parameter('skn')),
  };
}

/** Whether one of the keys made the signature. Keys sign as text; Azure does not decode their base64 either. */
export function isSignedBy({ resource, expiry, signature }: SharedAccessSignature, keys: readonly string[]): boolean {
  return keys.some((key) => {
    const expected = createHmac('sha256', key).update(`${resource}\n${expiry}`).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
}

export function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unauthorized('MalformedToken: a parameter is not URL-encoded.');
  }
}
