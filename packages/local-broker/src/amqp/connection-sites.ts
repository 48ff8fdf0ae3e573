import type { BrokerError } from '../engine/errors.js';
import type { FaultSite } from '../faults/fault-site.js';
import { type Faults, sitePathOf } from '../faults/faults.js';
import type { AnyLink } from './rhea-internals.js';

/** The links of one connection, as places where tests want something to go wrong. */
export class ConnectionSites {
  readonly #faults: Faults;
  readonly #drop: () => void;
  readonly #detach: (link: AnyLink, error: BrokerError) => void;
  readonly #closings = new Map<AnyLink, () => void>();

  constructor(faults: Faults, effects: { drop(): void; detach(link: AnyLink, error: BrokerError): void }) {
    this.#faults = faults;
    this.#drop = () => effects.drop();
    this.#detach = (link, error) => effects.detach(link, error);
  }

  /** @param address of the entity that the link is about. */
  open(link: AnyLink, address: string): FaultSite {
    const site: FaultSite = {
      path: sitePathOf(address),
      drop: this.#drop,
      detach: (error) => this.#detach(link, error),
    };
    this.#closings.set(link, this.#faults.open(site));
    return site;
  }

  close(link: AnyLink): void {
    this.#closings.get(link)?.();
    this.#closings.delete(link);
  }
}
