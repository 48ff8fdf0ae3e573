import type { LinkEnd } from '../engine/message-source.js';
import type { AnyLink, RheaSession } from './rhea-internals.js';

type Ending = (end: LinkEnd) => void;

/** What has to be done when a link of a connection ends, in whatever way it does. */
export class LinkEndings {
  readonly #endings = new Map<AnyLink, Ending[]>();

  /** Has `ending` called once, when the link ends. */
  add(link: AnyLink, ending: Ending): void {
    const endings = this.#endings.get(link);
    if (endings) endings.push(ending);
    else this.#endings.set(link, [ending]);
  }

  /** The link has ended. Without effect when it had before. */
  end(link: AnyLink, end: LinkEnd = 'closed'): void {
    const endings = this.#endings.get(link) ?? [];
    this.#endings.delete(link);
    for (const ending of endings) ending(end);
  }

  /** All links of the session have ended with it. */
  endSession(session: RheaSession): void {
    for (const link of [...this.#endings.keys()]) if ((link.session as unknown) === session) this.end(link);
  }

  endAll(end: LinkEnd): void {
    for (const link of [...this.#endings.keys()]) this.end(link, end);
  }
}
