import type { AccessRight } from '@ams/service-bus-model';

import type { Receivable } from '../engine/entities.js';
import { type EntityPath, formatEntityPath, parseEntityPath } from '../engine/entity-path.js';
import { asBrokerError, BrokerError } from '../engine/errors.js';
import { LockOwner } from '../engine/lock-owner.js';
import type { MessageQueue } from '../engine/message-queue.js';
import type { LinkEnd, MessageSource } from '../engine/message-source.js';
import type { FaultSite } from '../faults/fault-site.js';
import { ClientReceiver } from './client-receiver.js';
import { ClientSender } from './client-sender.js';
import { findReceivable } from './find-entity.js';
import type { ConnectionRights } from './connection-rights.js';
import type { ConnectionSessions } from './connection-sessions.js';
import { countersOfLink } from './counters-of-link.js';
import { ConnectionSites } from './connection-sites.js';
import { EntityLinks } from './entity-links.js';
import { LinkEndings } from './link-endings.js';
import { LinkExpiry } from './link-expiry.js';
import { addressOf, coordinatorAddress, LinkList, type LinkState } from './link-list.js';
import type { AmqpContext } from './amqp-context.js';
import { cbsNode, isCbs, managementNode } from './nodes.js';
import { type RequestNode, RequestNodes } from './request-nodes.js';
import type { AnyLink, ReceivingLink, RheaSession, SendingLink } from './rhea-internals.js';
import { sendingRoute } from './sending-route.js';
import { wantedSession } from './session-filter.js';
import { SessionLinks } from './session-links.js';
import type { ConnectionTransactions } from './transactions/connection-transactions.js';
import { CoordinatorLink, refuseTransactions } from './transactions/coordinator-link.js';

/** What the links of a connection share. */
export interface LinkSurroundings {
  readonly rights: ConnectionRights;
  readonly sessions: ConnectionSessions;
  readonly transactions: ConnectionTransactions;
  /** The connection's number. */
  readonly connectionId: string;
  /** Name that the client gave itself; known once it has opened the connection. */
  containerId(): string;
  /** Breaks the connection without a word. */
  drop(): void;
}

/** The links of one connection, from their attach to their end. */
export class ConnectionLinks {
  readonly #rights: ConnectionRights;
  readonly #sessions: ConnectionSessions;
  readonly #transactions: ConnectionTransactions;
  readonly #endings = new LinkEndings();
  readonly #receivers = new Map<SendingLink, ClientReceiver>();
  readonly #sessionLinks = new SessionLinks();
  readonly #requests: RequestNodes;
  readonly #entityLinks: EntityLinks;
  readonly #expiry: LinkExpiry;
  readonly #sites: ConnectionSites;
  readonly #list = new LinkList();
  readonly #lockOwnerOf: (link: AnyLink) => LockOwner;

  constructor(
    private readonly context: AmqpContext,
    surroundings: LinkSurroundings,
  ) {
    this.#rights = surroundings.rights;
    this.#sessions = surroundings.sessions;
    this.#transactions = surroundings.transactions;
    const detach = (link: AnyLink, error: BrokerError): void => this.#detach(link, error);
    this.#requests = new RequestNodes(this.#sessions);
    this.#entityLinks = new EntityLinks(detach);
    this.#expiry = new LinkExpiry(this.#rights, context.tokenDeadlines, detach);
    const { connectionId } = surroundings;
    this.#lockOwnerOf = ({ name }) => new LockOwner(connectionId, surroundings.containerId(), name);
    this.#sites = new ConnectionSites(context.faults, { drop: () => surroundings.drop(), detach });
  }

  /** Those that are open now. */
  get states(): readonly LinkState[] {
    return this.#list.states;
  }

  /** A client wants to send. */
  attachSender(link: ReceivingLink): void {
    const { target, coordinator } = link.remote.attach;
    const address = target?.address;
    echoTermini(link);
    countersOfLink(link, this.context.namespace).requests += 1;
    try {
      const { incoming } = this.#sessions.of(link);
      this.#endings.add(link, () => incoming.forget(link));
      if (coordinator) {
        this.#enlist(link, coordinatorAddress);
        this.#coordinate(link);
        return;
      }
      if (typeof address !== 'string') {
        throw new BrokerError('amqp:not-implemented', 'A link needs the address of a queue or topic.');
      }
      const path = parseEntityPath(address);
      this.#enlist(link, addressOf(path), path);
      if (isCbs(path)) this.#requests.serve(link, cbsNode(this.context, this.#rights));
      else if (path.management) this.#requests.serve(link, this.#management(link, path));
      else this.#send(link, path);
    } catch (error) {
      this.#refuse(link, asBrokerError(error), 'target');
    }
  }

  /** A client wants to receive. */
  attachReceiver(link: SendingLink): void {
    const address = link.remote.attach.source?.address;
    echoTermini(link);
    countersOfLink(link, this.context.namespace).requests += 1;
    try {
      const { outgoing } = this.#sessions.of(link);
      this.#endings.add(link, () => outgoing.forget(link));
      if (typeof address !== 'string') {
        throw new BrokerError('amqp:not-implemented', 'A link needs the address of a queue or subscription.');
      }
      const path = parseEntityPath(address);
      this.#enlist(link, addressOf(path), path);
      if (isCbs(path) || path.management) {
        this.#requests.addReplyLink(link);
        this.#endings.add(link, () => this.#requests.removeReplyLink(link));
      } else {
        this.#receive(link, path);
      }
    } catch (error) {
      this.#refuse(link, asBrokerError(error), 'source');
    }
  }

  /** The client said how many messages it is ready to take on the link. */
  onFlow(link: SendingLink): void {
    this.#receivers.get(link)?.onFlow();
    this.#entityLinks.touch(link);
    if (this.#requests.hasReplyLink(link)) link.session.connection._register();
  }

  /** Gives messages out to all that have become able to take more. */
  serveReceivers(): void {
    for (const receiver of this.#receivers.values()) receiver.source.dispatch();
    this.#requests.serveWaiting();
  }

  /** Ends the links that an entity which was deleted or changed no longer allows. */
  check(): void {
    this.#entityLinks.check();
  }

  /** The link has ended. */
  end(link: AnyLink): void {
    this.#endings.end(link);
  }

  /** The session has ended, and its links with it. */
  endSession(session: RheaSession): void {
    this.#endings.endSession(session);
    this.#sessions.forget(session);
  }

  /** The connection has ended. */
  endAll(end: LinkEnd): void {
    this.#sessionLinks.clear();
    this.#requests.clear();
    this.#endings.endAll(end);
    this.#sessions.clear();
  }

  #enlist(link: AnyLink, address: string, path?: EntityPath): void {
    this.#list.open(link, address, path);
    this.#endings.add(link, () => this.#list.close(link));
  }

  #send(link: ReceivingLink, path: EntityPath): void {
    const transfers = this.#sessions.of(link);
    const route = sendingRoute(link, path, this.#rights, this.context, transfers.transactions);
    this.#open(link, path, (site) => {
      transfers.transactions.addEntity(path.entity);
      this.#list.through(link, new ClientSender(link, transfers, route, this.context, site));
      const { entity, resource } = route;
      this.#entityLinks.add(link, { role: 'sender', entity, resource, find: () => route.find() });
      this.#endings.add(link, () => this.#entityLinks.forget(link));
      this.#expire(link, 'Send', path);
    });
  }

  #receive(link: SendingLink, path: EntityPath): void {
    this.#rights.check('Listen', path);
    const resource = this.#rights.resource(path);
    const find = (): Receivable | undefined => {
      findReceivable(path, resource, this.context);
      return this.context.namespace.receivable(path);
    };
    const queue = findReceivable(path, resource, this.context);
    this.#sessions.of(link).transactions.checkReceiver(path.entity);
    const wanted = wantedSession(link, queue);
    this.#open(link, path, (site) => {
      this.#entityLinks.add(link, { role: 'receiver', entity: find(), find, resource });
      this.#endings.add(link, () => this.#entityLinks.forget(link));
      if (wanted === undefined || queue.sessions === undefined) {
        this.#giveOut(link, queue, path, site);
        return;
      }
      this.#endings.add(link, () => this.#sessionLinks.forget(link));
      this.#sessionLinks.attach(link, queue.sessions, wanted, {
        onAccepted: (session) => this.#giveOut(link, session, path, site),
        onRefused: (error) => this.#refuse(link, error, 'source'),
        onLost: (error) => this.#detach(link, error),
      });
    });
  }

  #giveOut(link: SendingLink, source: MessageSource, path: EntityPath, site: FaultSite): void {
    const transfers = this.#sessions.of(link);
    transfers.transactions.addEntity(path.entity);
    const receiver = new ClientReceiver(link, transfers, source, this.context, site, this.#lockOwnerOf(link));
    this.#list.through(link, receiver);
    this.#receivers.set(link, receiver);
    this.#endings.add(link, (end) => {
      this.#receivers.delete(link);
      receiver.close(end);
    });
    this.#expire(link, 'Listen', path);
    // Some clients give credit before they hear that they are attached.
    receiver.onFlow();
  }

  /** A client wants transactions. */
  #coordinate(link: ReceivingLink): void {
    refuseTransactions(this.context.tier);
    const { incoming, transactions } = this.#sessions.of(link);
    transactions.addCoordinator();
    new CoordinatorLink(link, incoming, this.#transactions, this.context.journal);
    this.#endings.add(link, () => this.#transactions.rollbackAllOf(link));
  }

  #management(link: ReceivingLink, path: EntityPath): RequestNode {
    const client = {
      lockOwner: this.#lockOwnerOf(link),
      authorize: (right: AccessRight): void => this.#rights.check(right, path),
      heldSession: (queue: MessageQueue, sessionId: string) => this.#sessionLinks.held(queue, sessionId),
    };
    return managementNode(path, client, this.context, this.#siteOf(link, path));
  }

  /** Opens a link, unless a test wants it to fail. */
  #open(link: AnyLink, path: EntityPath, open: (site: FaultSite) => void): void {
    const site = this.#siteOf(link, path);
    this.context.faults.meet('attach', site, {
      proceed: () => open(site),
      refuse: (error) => {
        throw error;
      },
    });
  }

  #siteOf(link: AnyLink, path: EntityPath): FaultSite {
    const site = this.#sites.open(link, formatEntityPath(path));
    this.#endings.add(link, () => this.#sites.close(link));
    return site;
  }

  /** The link is open for as long as the client has a right to it. */
  #expire(link: AnyLink, right: AccessRight, path: EntityPath): void {
    this.#expiry.watch(link, right, path);
    this.#endings.add(link, () => this.#expiry.forget(link));
  }

  /** A refused link is attached without the terminus that matters and detached at once, in one write. */
  #refuse(link: AnyLink, error: BrokerError, terminus: 'source' | 'target'): void {
    this.context.log.debug({ link: link.name, condition: error.condition }, error.message);
    countersOfLink(link, this.context.namespace).refused(error);
    link.local.attach[terminus] = undefined;
    this.#detach(link, error);
  }

  /** Ends a link for a reason that the client is told. */
  #detach(link: AnyLink, { condition, message }: BrokerError): void {
    this.#endings.end(link);
    link.close({ condition, description: message });
  }
}

/** Clients compare what they asked for with what they get. */
function echoTermini(link: AnyLink): void {
  const { source, target, snd_settle_mode, rcv_settle_mode } = link.remote.attach;
  const { attach } = link.local;
  // What is absent is not undefined, but a null of rhea's.
  if (source?.described) attach['source'] = source.described();
  if (target?.described) attach['target'] = target.described();
  if (snd_settle_mode !== undefined) attach['snd_settle_mode'] = snd_settle_mode;
  if (rcv_settle_mode !== undefined) attach['rcv_settle_mode'] = rcv_settle_mode;
}
