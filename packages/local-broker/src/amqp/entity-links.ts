import type { LinkRole } from '../engine/activity.js';
import type { Entity } from '../engine/entities.js';
import { asBrokerError, type BrokerError, entityNotFound } from '../engine/errors.js';
import type { AnyLink } from './rhea-internals.js';

/** A link to a queue, topic or subscription. */
export interface EntityLink {
  readonly role: LinkRole;
  readonly entity: Entity | undefined;
  /** The entity, if a client could attach such a link to it now. @throws BrokerError with the reason why not. */
  find(): Entity | undefined;
  /** The entity as the client is told of it. */
  readonly resource: string;
}

/** The links that one connection has to entities: they end when their entity does, or no longer allows them. */
export class EntityLinks {
  readonly #links = new Map<AnyLink, EntityLink>();

  /** @param detach ends a link, and tells the client why. */
  constructor(private readonly detach: (link: AnyLink, error: BrokerError) => void) {}

  add(link: AnyLink, entityLink: EntityLink): void {
    this.#links.set(link, entityLink);
    entityLink.entity?.activity.linkOpened(entityLink.role);
  }

  /** The client did something on the link. */
  touch(link: AnyLink): void {
    this.#links.get(link)?.entity?.activity.touch();
  }

  forget(link: AnyLink): void {
    const known = this.#links.get(link);
    known?.entity?.activity.linkClosed(known.role);
    this.#links.delete(link);
  }

  /** Detaches the links that could not be attached any more. */
  check(): void {
    for (const [link, entityLink] of this.#links) {
      try {
        // An entity that was made anew under the same name is another one.
        if (entityLink.find() !== entityLink.entity) throw entityNotFound(entityLink.resource);
      } catch (error) {
        this.detach(link, asBrokerError(error));
      }
    }
  }
}
