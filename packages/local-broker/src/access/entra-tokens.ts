import { type AccessRight, dataRoles, serviceBusResource } from '@ams/service-bus-model';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';

import type { BrokerError } from '../engine/errors.js';
import { type Grant, pathOf } from './access-control.js';
import { unauthorized } from './shared-access-signature.js';

/** How a broker takes tokens of Entra ID (JSON Web Tokens), as `DefaultAzureCredential` gets them. */
export interface EntraIdOptions {
  /**
   * The public keys of who signs the tokens, as a JSON Web Key Set; or `not-verified`, with which anyone can make a token
   * that the broker takes: for development on a machine of one's own, and nowhere else.
   */
  readonly signatures: JSONWebKeySet | 'not-verified';
  /**
   * What a token allows that names no roles, as those of Azure do: there, roles are assigned elsewhere.
   *
   * @default everything, as the role Azure Service Bus Data Owner
   */
  readonly rightsWithoutRoles?: readonly AccessRight[] | undefined;
}

const everything: readonly AccessRight[] = ['Listen', 'Send', 'Manage'];

const claimsSchema = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  /** Seconds since the epoch. */
  exp: z.number(),
  nbf: z.number().optional(),
  roles: z.array(z.string()).optional(),
  /** Names of who it is for, of which tokens have one or another: a user's, an application's, or an object's number. */
  upn: z.string().optional().catch(undefined),
  appid: z.string().optional().catch(undefined),
  azp: z.string().optional().catch(undefined),
  oid: z.string().optional().catch(undefined),
  sub: z.string().optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

/** Decides what the bearer of a token of Entra ID may do. */
export class EntraTokens {
  readonly #claimsOf: (token: string) => Promise<unknown>;
  readonly #rightsWithoutRoles: readonly AccessRight[];

  private constructor(claimsOf: (token: string) => Promise<unknown>, rightsWithoutRoles: readonly AccessRight[]) {
    this.#claimsOf = claimsOf;
    this.#rightsWithoutRoles = rightsWithoutRoles;
  }

  /** @throws TypeError when the keys are no key set. */
  static async create({ signatures, rightsWithoutRoles = everything }: EntraIdOptions): Promise<EntraTokens> {
    // Only brokers that take such tokens pay for the library.
    const { compactVerify, createLocalJWKSet, decodeJwt } = await import('jose');
    if (signatures === 'not-verified') return new EntraTokens(async (token) => decodeJwt(token), rightsWithoutRoles);
    const keys = keySet(() => createLocalJWKSet(signatures));
    const verified = async (token: string): Promise<unknown> => {
      const { payload } = await compactVerify(token, keys);
      return JSON.parse(new TextDecoder().decode(payload));
    };
    return new EntraTokens(verified, rightsWithoutRoles);
  }

  /**
   * @param audience what the client wants to use the token for: `sb://host/orders`.
   * @param now milliseconds since the epoch.
   * @throws BrokerError `amqp:unauthorized-access` with the reason.
   */
  async validate(token: string, audience: string, now: number): Promise<Grant> {
    const claims = await this.#read(token);
    checkAudience(claims);
    const expiresAt = claims.exp * 1000;
    if (expiresAt <= now)
      throw unauthorized(`ExpiredToken: the token expired at ${timeOf(claims.exp)}. Get a new one.`);
    if (claims.nbf !== undefined && claims.nbf * 1000 > now) {
      throw unauthorized(`InvalidToken: the token is not valid before ${timeOf(claims.nbf)}. Compare the clocks.`);
    }
    const rights = new Set(this.#rightsOf(claims));
    return { path: pathOf(audience), ruleOwner: '', identity: identityOf(claims), rights, expiresAt };
  }

  async #read(token: string): Promise<Claims> {
    let claims: unknown;
    try {
      claims = await this.#claimsOf(token);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw unauthorized(`InvalidToken: the JSON Web Token cannot be trusted: ${reason}.`);
    }
    const parsed = claimsSchema.safeParse(claims);
    if (parsed.success) return parsed.data;
    const claim = parsed.error.issues[0]?.path.join('.') ?? '';
    throw unauthorized(`InvalidToken: the claim '${claim}' of the JSON Web Token is missing or of the wrong type.`);
  }

  #rightsOf({ roles }: Claims): readonly AccessRight[] {
    if (roles === undefined) return this.#rightsWithoutRoles;
    const rights = roles.flatMap((role) => (Object.hasOwn(dataRoles, role) ? (dataRoles[role] ?? []) : []));
    if (rights.length > 0) return rights;
    throw unauthorized(
      `Unauthorized access. The token has the roles ${roles.join(', ') || '(none)'}; ` +
        `messages need one of ${Object.keys(dataRoles).join(', ')}.`,
    );
  }
}

function keySet<T>(create: () => T): T {
  try {
    return create();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`'entraId.signatures' must be a JSON Web Key Set or 'not-verified': ${reason}.`, {
      cause: error,
    });
  }
}

/** What a broker says to such a token when it was not told to take them. */
export function entraIdRefused(): BrokerError {
  return unauthorized(
    "The local broker takes no tokens of Entra ID (type 'jwt', 'Bearer') unless it is told to. Use a connection string, " +
      "or start the broker with the option 'entraId' (npm run local -- --accept-entra-tokens).",
  );
}

/** What people know the bearer by. */
function identityOf({ upn, appid, azp, oid, sub }: Claims): string {
  return upn ?? appid ?? azp ?? oid ?? sub ?? 'an identity of Entra ID';
}

function checkAudience({ aud }: Claims): void {
  const audiences = [aud].flat();
  if (audiences.some((each) => each.replace(/\/+$/, '') === serviceBusResource)) return;
  throw unauthorized(
    `InvalidAudience: the token is for '${audiences.join(', ')}', not for '${serviceBusResource}'. ` +
      `Ask for the scope '${serviceBusResource}/.default'.`,
  );
}

function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? `second ${seconds}` : time.toISOString();
}
