import type { Entity } from '../engine/entities.js';
import { asBrokerError, notFound } from './client-sender.js';
import type { ReceivingLink, RheaSession, SendingLink } from './rhea-internals.js';

type Link = ReceivingLink | SendingLink;

/** A link to a queue, topic or subscription. */
export interface EntityLink {
  readonly entity: Entity | undefined;
  /** The entity, if a client could attach such a link to it now. @throws BrokerError with the reason why not. */
  find(): Entity | undefined;
  /** The entity as the client is told of it. */
  readonly resource: string;
  /** Ends what moves messages on the link. */
  close(): void;
}

/** The links that one connection has to entities: they end when their entity does, or no longer allows them. */
export class EntityLinks {
  readonly #links = new Map<Link, EntityLink>();

  add(link: Link, entityLink: EntityLink): void {
    this.#links.set(link, entityLink);
    entityLink.entity?.activity.linkOpened();
  }

  /** The client did something on the link. */
  touch(link: Link): void {
    this.#links.get(link)?.entity?.activity.touch();
  }

  forget(link: Link): void {
    this.#links.get(link)?.entity?.activity.linkClosed();
    this.#links.delete(link);
  }

  forgetSession(session: RheaSession): void {
    for (const link of this.#links.keys()) if ((link.session as unknown) === session) this.forget(link);
  }

  clear(): void {
    for (const link of this.#links.keys()) this.forget(link);
  }

  /** Detaches the links that could not be attached any more. */
  check(): void {
    for (const [link, entityLink] of this.#links) {
      try {
        // An entity that was made anew under the same name is another one.
        if (entityLink.find() !== entityLink.entity) throw notFound(entityLink.resource);
      } catch (error) {
        const { condition, message } = asBrokerError(error);
        this.forget(link);
        entityLink.close();
        link.close({ condition, description: message });
      }
    }
  }
}
