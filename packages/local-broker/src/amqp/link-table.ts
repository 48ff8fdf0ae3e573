import type { AttachFields, Frame, LinkInternals, RheaSession } from './rhea-internals.js';
import { recognizeCoordinator } from './transactions/session-adjustments.js';

/**
 * The links of a connection by name and direction. rhea keeps a session's links by name alone, so that a client could
 * not have a sender and a receiver of the same name, and it never frees the handle of a link that ended.
 */
export class LinkTable {
  readonly #links = new Map<string, LinkInternals>();
  readonly #rheaNames = new WeakMap<LinkInternals, string>();
  #attached = 0;

  /** The link that is open under that name. @param role of the client: true when it receives. */
  find(role: boolean, name: string): LinkInternals | undefined {
    const link = this.#links.get(keyOf(role, name));
    return link?.state.local_open === true ? link : undefined;
  }

  /** Makes a link of rhea's for the client's, and lets it be opened. */
  attach(session: RheaSession, frame: Frame<AttachFields>): void {
    const { name, handle, role, initial_delivery_count: deliveryCount } = frame.performative;
    const rheaName = String((this.#attached += 1));
    const link = role ? session.create_sender(rheaName) : session.create_receiver(rheaName);
    link.name = name;
    link.local.attach['name'] = name;
    link.remote.handle = handle;
    this.#rheaNames.set(link, rheaName);
    session.remote.handles[handle] = link;
    session.remove_link = (ended) => this.#remove(session, ended);
    // A sender counts its deliveries from wherever it likes.
    if (!role) link.delivery_count = deliveryCount ?? 0;
    this.#links.set(keyOf(role, name), link);
    recognizeCoordinator(frame.performative);
    link.on_attach(frame);
  }

  forget(link: LinkInternals): void {
    const key = keyOf(!link.is_receiver(), link.name);
    if (this.#links.get(key) === link) this.#links.delete(key);
  }

  forgetAll(session: RheaSession): void {
    for (const link of [...this.#links.values()]) if (link.session === session) this.forget(link);
  }

  /** Its name and its handle may belong to another link by now. */
  #remove(session: RheaSession, link: LinkInternals): void {
    const { handle } = link.remote;
    if (handle !== undefined && session.remote.handles[handle] === link) delete session.remote.handles[handle];
    delete session.local.handles[link.local.handle];
    delete session.links[this.#rheaNames.get(link) ?? ''];
  }
}

function keyOf(role: boolean, name: string): string {
  return `${role ? 'receiver' : 'sender'} ${name}`;
}
