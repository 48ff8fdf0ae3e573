import type { ReceiveMode } from '../engine/consumer.js';
import { type EntityPath, formatEntityPath } from '../engine/entity-path.js';
import type { AnyLink } from './rhea-internals.js';

/** What a link's messages go through. */
export interface LinkTraffic {
  /** Messages that were sent through it. */
  readonly messages: number;
  /** For a link on which the client receives messages. */
  readonly mode?: ReceiveMode;
  /** The session that it holds. */
  readonly sessionId?: string | undefined;
  readonly lockOwner?: { readonly locked: number };
}

/** A client's link at one moment. */
export interface LinkState {
  readonly name: string;
  /** `sender` sends to the broker, `receiver` receives from it. */
  readonly role: 'sender' | 'receiver';
  /** What it is to: `orders`, `orders/$DeadLetterQueue`, `orders/$management`. */
  readonly address: string;
  /** The entity that the address is of, if it is of one. */
  readonly path: EntityPath | undefined;
  readonly mode: ReceiveMode | undefined;
  readonly sessionId: string | undefined;
  /** Messages that the other side may still send. */
  readonly credit: number;
  readonly messages: number;
  /** Messages under lock; undefined where no messages are received. */
  readonly locked: number | undefined;
}

interface Listed {
  readonly address: string;
  readonly path: EntityPath | undefined;
  /** The count of deliveries that the link began with. */
  readonly start: number;
  traffic?: LinkTraffic;
}

/** The address of the links that begin and end transactions: AMQP has none for them. */
export const coordinatorAddress = '$coordinator';

/** The open links of one connection, for those who watch it. */
export class LinkList {
  readonly #links = new Map<AnyLink, Listed>();

  /** @param path undefined for nodes that belong to no entity. */
  open(link: AnyLink, address: string, path?: EntityPath): void {
    this.#links.set(link, { address, path, start: link.delivery_count });
  }

  /** Messages flow on the link from now on: it counts itself what there is to know of them. */
  through(link: AnyLink, traffic: LinkTraffic): void {
    const listed = this.#links.get(link);
    if (listed) listed.traffic = traffic;
  }

  close(link: AnyLink): void {
    this.#links.delete(link);
  }

  get states(): readonly LinkState[] {
    return Array.from(this.#links, ([link, listed]) => stateOf(link, listed));
  }
}

/** How people read the address: the entity, and which of its nodes. */
export function addressOf(path: EntityPath): string {
  return `${formatEntityPath(path)}${path.management ? '/$management' : ''}`;
}

function stateOf(link: AnyLink, { address, path, start, traffic }: Listed): LinkState {
  return {
    name: link.name,
    role: link.is_receiver() ? 'sender' : 'receiver',
    address,
    path,
    mode: traffic?.mode,
    sessionId: traffic?.sessionId,
    credit: Math.max(0, link.credit),
    // Requests and their answers are one delivery each.
    messages: traffic?.messages ?? link.delivery_count - start,
    locked: traffic?.lockOwner?.locked,
  };
}
