import { nodePathOf, parseEntityPath } from '../engine/entity-path.js';
import { asBrokerError, BrokerError, outOfMemory } from '../engine/errors.js';
import type { ConnectionSessions } from './connection-sessions.js';
import type { IncomingDelivery } from './incoming-transfers.js';
import { accepted, rejected } from './outcomes.js';
import { decodeRequest, encodeResponse, type NodeRequest, type NodeResponse, type StatusNames } from './request.js';
import type { ReceivingLink, SendingLink } from './rhea-internals.js';
import { isTransactional } from './transactions/states.js';

/** Largest request to `$cbs` or `$management`: a scheduled batch of the largest messages, and their envelopes. */
const largestRequest = 128 * 1024 * 1024;
const requestCredit = 1000;

/** A node that answers requests: `$cbs`, or the `$management` of an entity. */
export interface RequestNode {
  /** Where clients attach to it. */
  readonly address: string;
  readonly statusNames: StatusNames;
  /** @param respond called once, now or later. */
  answer(request: NodeRequest, respond: (response: NodeResponse) => void): void;
}

/** Takes the requests of one connection and finds the links that their answers go out on. */
export class RequestNodes {
  readonly #replyLinks = new Set<SendingLink>();
  /** Requests of a client that has answers left to read. */
  #waiting: (() => void)[] = [];

  constructor(private readonly sessions: ConnectionSessions) {}

  /** A link on which a client receives the answers of some node. */
  addReplyLink(link: SendingLink): void {
    this.#replyLinks.add(link);
  }

  hasReplyLink(link: SendingLink): boolean {
    return this.#replyLinks.has(link);
  }

  removeReplyLink(link: SendingLink): void {
    this.#replyLinks.delete(link);
  }

  /** The client has read of what waited for it. */
  serveWaiting(): void {
    while (!this.sessions.outgoingMemory.isFull) {
      const answer = this.#waiting.shift();
      if (answer === undefined) return;
      answer();
    }
  }

  /** The connection has ended. */
  clear(): void {
    this.#waiting = [];
  }

  /** Lets the node answer what comes in on the link. */
  serve(link: ReceivingLink, node: RequestNode): void {
    const { incoming } = this.sessions.of(link);
    incoming.handle(link, {
      maxMessageSize: largestRequest,
      onAborted: () => link.add_credit(1),
      onOversized: (delivery) => {
        link.add_credit(1);
        incoming.settle(delivery, rejected(new BrokerError('amqp:link:message-size-exceeded', 'Too large a request.')));
      },
      onDropped: (delivery) => {
        link.add_credit(1);
        incoming.settle(delivery, rejected(outOfMemory()));
      },
      onDelivery: (delivery) => {
        let request: NodeRequest;
        try {
          refuseTransactional(delivery);
          request = decodeRequest(delivery.bytes);
        } catch (error) {
          link.add_credit(1);
          incoming.settle(delivery, rejected(asBrokerError(error)));
          return;
        }
        incoming.settle(delivery, accepted);
        // On the wire before the answer: Python's client takes one that comes first for a failure, and crashes.
        incoming.flush();
        this.#waiting.push(() => {
          link.add_credit(1);
          this.#answer(link, node, request);
        });
        this.serveWaiting();
      },
    });
    link.add_credit(requestCredit);
  }

  #answer(link: ReceivingLink, node: RequestNode, request: NodeRequest): void {
    node.answer(request, (response) => {
      const replyLink = this.#replyLinkFor(link, node.address, request.replyTo);
      if (replyLink === undefined) return;
      const bytes = encodeResponse(request, response, node.statusNames);
      this.sessions.of(replyLink).outgoing.send(replyLink, { tag: replyTag, bytes });
    });
  }

  /** By the name or the address that the request gives; clients that give none mean the link of the same node. */
  #replyLinkFor(link: ReceivingLink, address: string, replyTo: string | undefined): SendingLink | undefined {
    const links = [...this.#replyLinks];
    return (
      links.find(({ name }) => name === replyTo) ??
      links.find(({ remote }) => replyTo !== undefined && remote.attach.target?.address === replyTo) ??
      links.find(({ session, remote }) => session === link.session && sameNode(remote.attach.source?.address, address))
    );
  }
}

/** Azure: management and messaging do not mix in a transaction. Done outside of it, a rollback would not undo it. */
function refuseTransactional({ state }: IncomingDelivery): void {
  if (!isTransactional(state)) return;
  throw new BrokerError(
    'amqp:not-implemented',
    'A request to a node cannot be part of a transaction. Settle on the link that the message came on.',
  );
}

const replyTag = Buffer.from([0]);

function sameNode(a: string | null | undefined, b: string): boolean {
  return typeof a === 'string' && nodePathOf(parseEntityPath(a)) === nodePathOf(parseEntityPath(b));
}
