import type { AccessRight } from '@ams/service-bus-model';

import { allows, type Grant } from '../access/access-control.js';
import { unauthorized } from '../access/shared-access-signature.js';
import type { Clock } from '../engine/clock.js';
import { type EntityPath, formatEntityPath, nodePathOf } from '../engine/entity-path.js';

/** What a client may do on its connection, by the key it introduced itself with and by the tokens it put. */
export class ConnectionRights {
  #byKey: readonly Grant[] = [];
  /** A new token takes the place of the one before for the same path. */
  readonly #byToken = new Map<string, Grant>();

  /** @param hostname the host that the client opened the connection to, for errors. */
  constructor(
    private readonly clock: Clock,
    private readonly hostname: () => string | undefined,
  ) {}

  /** @param grants what the key allows, for as long as the connection lasts. */
  addByKey(grants: readonly Grant[]): void {
    this.#byKey = grants;
  }

  add(grant: Grant): void {
    this.#byToken.set(grant.path, grant);
  }

  /** Names of the access rules, or identities, that stand behind its rights. */
  get identities(): readonly string[] {
    return [...new Set([...this.#byKey, ...this.#byToken.values()].map(({ identity }) => identity))];
  }

  clear(): void {
    this.#byKey = [];
    this.#byToken.clear();
  }

  /** @throws BrokerError `amqp:unauthorized-access` when no token gives the right on the node. */
  check(right: AccessRight, path: EntityPath): void {
    if (this.validUntil(right, path) > 0) return;
    throw unauthorized(
      `Unauthorized access. '${right}' claim(s) are required to perform this operation. ` +
        `Resource: '${this.resource(path)}'. Use the connection string of a rule that has the right.`,
    );
  }

  /** Until when the right on the node lasts, in milliseconds since the epoch; 0 when there is none. */
  validUntil(right: AccessRight, path: EntityPath): number {
    const now = this.clock.now();
    // Clients get a token of its own for the management node.
    const node = nodePathOf(path);
    let until = 0;
    for (const grant of [...this.#byKey, ...this.#byToken.values()]) {
      if (allows(grant, right, node, now)) until = Math.max(until, grant.expiresAt);
    }
    return until;
  }

  /** The entity as SDKs name it in errors. */
  resource(path: EntityPath): string {
    return `sb://${this.hostname() ?? 'localhost'}/${formatEntityPath(path)}`;
  }
}
