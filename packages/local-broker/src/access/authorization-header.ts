import type { AccessControl, Grant } from './access-control.js';
import { entraIdRefused, type EntraTokens } from './entra-tokens.js';
import { unauthorized } from './shared-access-signature.js';

/** Who says what a token is worth. */
export interface TokenIssuers {
  readonly accessControl: AccessControl;
  /** Undefined in a broker that takes no tokens of Entra ID. */
  readonly entraTokens: EntraTokens | undefined;
}

/**
 * What the sender of an HTTP request may do, by its `Authorization` header: a shared access signature, or a token of
 * Entra ID as `Bearer`.
 *
 * @param url what the request is for: `https://host/orders?api-version=2021-05`.
 * @param now milliseconds since the epoch.
 * @throws BrokerError `amqp:unauthorized-access` with the reason; HTTP's 401.
 */
export async function grantOfHeader(
  header: string | undefined,
  url: string,
  now: number,
  { accessControl, entraTokens }: TokenIssuers,
): Promise<Grant> {
  const [scheme = '', token = ''] = header?.trim().split(/\s+(.*)/s, 2) ?? [];
  switch (scheme.toLowerCase()) {
    case 'sharedaccesssignature':
      return accessControl.validate(`SharedAccessSignature ${token}`, url, now);
    case 'bearer':
      if (entraTokens === undefined) throw entraIdRefused();
      return entraTokens.validate(token, url, now);
    case '':
      throw unauthorized(
        "MissingToken: the request has no 'Authorization' header. Send a shared access signature, or a token of Entra ID.",
      );
    default:
      throw unauthorized(`InvalidAuthorizationHeader: 'SharedAccessSignature' or 'Bearer' is needed, not '${scheme}'.`);
  }
}
