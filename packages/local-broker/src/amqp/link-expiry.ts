import type { AccessRight } from '@ams/service-bus-model';

import { unauthorized } from '../access/shared-access-signature.js';
import type { Deadline, Deadlines } from '../engine/deadlines.js';
import type { EntityPath } from '../engine/entity-path.js';
import type { BrokerError } from '../engine/errors.js';
import type { ConnectionRights } from './connection-rights.js';
import type { AnyLink } from './rhea-internals.js';

/** Ends links of one connection whose last token has run out; a client that puts a new one in time keeps its links. */
export class LinkExpiry {
  readonly #watched = new Map<AnyLink, Deadline>();

  /** @param end takes what was in use from a link, and tells the client why. */
  constructor(
    private readonly rights: ConnectionRights,
    private readonly deadlines: Deadlines,
    private readonly end: (link: AnyLink, error: BrokerError) => void,
  ) {}

  /** The link needs the right on the node for as long as it is open. */
  watch(link: AnyLink, right: AccessRight, path: EntityPath): void {
    const until = this.rights.validUntil(right, path);
    if (until === Infinity) return;
    this.#watched.set(
      link,
      this.deadlines.schedule(until, () => this.#check(link, right, path, until)),
    );
  }

  forget(link: AnyLink): void {
    const deadline = this.#watched.get(link);
    if (deadline === undefined) return;
    this.deadlines.cancel(deadline);
    this.#watched.delete(link);
  }

  #check(link: AnyLink, right: AccessRight, path: EntityPath, expired: number): void {
    this.#watched.delete(link);
    if (this.rights.validUntil(right, path) > expired) {
      this.watch(link, right, path);
      return;
    }
    const resource = this.rights.resource(path);
    const time = new Date(expired).toISOString();
    this.end(
      link,
      unauthorized(
        `ExpiredToken: the token for '${resource}' expired at ${time}. Put a new one, and open the link again.`,
      ),
    );
  }
}
