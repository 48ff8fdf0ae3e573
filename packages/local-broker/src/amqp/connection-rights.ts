import type { AccessRight } from '@ams/service-bus-model';

import { allows, type Grant } from '../access/access-control.js';
import { unauthorized } from '../access/shared-access-signature.js';
import type { Clock } from '../engine/clock.js';
import { type EntityPath, formatEntityPath } from '../engine/entity-path.js';
import { nodePathOf } from './node.js';

/** What the tokens that a client put on its connection allow it to do. */
export class ConnectionRights {
  readonly #grants = new Map<string, Grant>();

  /** @param hostname the host that the client opened the connection to, for errors. */
  constructor(
    private readonly clock: Clock,
    private readonly hostname: () => string | undefined,
  ) {}

  add(grant: Grant): void {
    this.#grants.set(grant.path, grant);
  }

  clear(): void {
    this.#grants.clear();
  }

  /** @throws BrokerError `amqp:unauthorized-access` when no token gives the right on the node. */
  check(right: AccessRight, path: EntityPath): void {
    const now = this.clock.now();
    // Clients get a token of its own for the management node.
    for (const grant of this.#grants.values()) if (allows(grant, right, nodePathOf(path), now)) return;
    throw unauthorized(
      `Unauthorized access. '${right}' claim(s) are required to perform this operation. ` +
        `Resource: '${this.resource(path)}'. Use the connection string of a rule that has the right.`,
    );
  }

  /** The entity as SDKs name it in errors. */
  resource(path: EntityPath): string {
    return `sb://${this.hostname() ?? 'localhost'}/${formatEntityPath(path)}`;
  }
}
