import type { ReceivedDelivery, RheaCodec, RheaConnection, RheaSession } from './client-internals.js';
import { EnlistedDeliveries } from './enlisted-deliveries.js';
import { orNotSent } from './or-not-sent.js';
import { OwnLink, type OwnLinkTarget } from './own-link.js';
import {
  NoTransactionsError,
  TransactionInDoubtError,
  TransactionInterruptedError,
  TransactionRefusal,
} from './refusal.js';
import { TransactionValues, type Answer } from './transaction-values.js';

/** Longest wait for all answers of a transaction, in milliseconds. The broker itself gives it two minutes. */
const answerTimeout = 30_000;

/** Where something is sent. */
export interface Destination {
  /** Queue or topic that the transaction works on: the one that the messages came from. */
  readonly via: string;
  /** Queue or topic that it goes to. */
  readonly entity: string;
  /** Makes the right to send to both known on the connection. @returns when it is to be done anew */
  readonly authorize: () => Promise<number>;
}

/** Something that is sent in a transaction. */
export interface TransactionalSend {
  readonly to: Destination;
  /** An encoded message. */
  readonly bytes: Buffer;
}

interface SendingLink {
  readonly link: OwnLink;
  /** When its right is to be made known anew, in milliseconds since the epoch. */
  readonly renewAt: number;
}

/** Link property by which what is sent to one entity passes through another, and so belongs to its transaction. */
const transferDestination = 'com.microsoft:transfer-destination-address';

const known = new WeakMap<RheaConnection, ConnectionTransactions>();

/** The transactions of one connection, its link to the coordinator and the links that transactions send on. */
export class ConnectionTransactions {
  readonly #connection: RheaConnection;
  readonly #values: TransactionValues;
  readonly #senders = new Map<string, Promise<SendingLink>>();
  readonly #open = new Set<OwnLink>();
  readonly #enlisted = new Map<RheaSession, EnlistedDeliveries>();
  #coordinator: Promise<OwnLink> | undefined;

  private constructor(connection: RheaConnection, codec: RheaCodec) {
    this.#connection = connection;
    this.#values = new TransactionValues(codec);
    for (const event of ['disconnected', 'connection_close']) {
      connection.on(event, () => this.#fail('the connection was lost'));
    }
  }

  /** @param codec the connection's */
  static of(connection: RheaConnection, codec: RheaCodec): ConnectionTransactions {
    const transactions = known.get(connection) ?? new ConnectionTransactions(connection, codec);
    known.set(connection, transactions);
    return transactions;
  }

  /**
   * Completes messages and sends others, all of it or nothing.
   *
   * @throws {@link NotSentError} when nothing has happened, and the messages are as they were
   * @throws {@link TransactionRefusal} or {@link TransactionInterruptedError} when nothing has happened
   * @throws {@link TransactionInDoubtError} when it is not known whether all or nothing has
   */
  async commit(deliveries: readonly ReceivedDelivery[], sends: readonly TransactionalSend[]): Promise<void> {
    if (!this.#connection.is_open()) throw new TransactionInterruptedError('the connection was lost');
    const giveUp = setTimeout(() => this.#fail('the broker does not answer'), answerTimeout);
    try {
      await this.#commit(deliveries, sends);
    } finally {
      clearTimeout(giveUp);
    }
  }

  async #commit(deliveries: readonly ReceivedDelivery[], sends: readonly TransactionalSend[]): Promise<void> {
    const coordinator = await this.#coordinatorLink();
    const links = new Map<Destination, OwnLink>();
    for (const to of new Set(sends.map((send) => send.to)))
      links.set(to, await orNotSent(to.entity, this.#senderTo(to)));
    const transactionId = await declare(coordinator, this.#values);
    try {
      const state = this.#values.sent(transactionId);
      await Promise.all(
        sends.map(({ to, bytes }) => orNotSent(to.entity, accepted(links.get(to)?.send(bytes, state)))),
      );
      // Only now: a message that is settled in a transaction that cannot be committed stays locked until its lock expires.
      await this.#complete(deliveries, transactionId);
    } catch (error) {
      await this.#rollBack(coordinator, transactionId);
      throw error;
    }
    await discharge(coordinator, this.#values.discharge(transactionId, 'commit'));
  }

  async #complete(deliveries: readonly ReceivedDelivery[], transactionId: Buffer): Promise<void> {
    const bySession = new Map<EnlistedDeliveries, ReceivedDelivery[]>();
    for (const delivery of deliveries) {
      if (!delivery.link.is_open() || delivery.remote_settled === true) {
        throw new TransactionInterruptedError('the link that the message came over is gone');
      }
      const enlisted = this.#enlistedWith(delivery);
      const ofSession = bySession.get(enlisted);
      if (ofSession === undefined) bySession.set(enlisted, [delivery]);
      else ofSession.push(delivery);
    }
    const completed = this.#values.completed(transactionId);
    const answers = [...bySession].flatMap(([enlisted, ofSession]) => enlisted.settle(ofSession, completed));
    await Promise.all(answers.map(accepted));
  }

  #enlistedWith({ link }: ReceivedDelivery): EnlistedDeliveries {
    const { session } = link;
    let enlisted = this.#enlisted.get(session);
    if (enlisted === undefined) {
      const added = new EnlistedDeliveries(session);
      link.once('receiver_close', () => {
        this.#enlisted.delete(session);
        added.fail(new TransactionInterruptedError('the link that the messages came over was closed'));
      });
      this.#enlisted.set(session, added);
      enlisted = added;
    }
    return enlisted;
  }

  async #rollBack(coordinator: OwnLink, transactionId: Buffer): Promise<void> {
    // If nobody hears of it, the transaction has ended with the link. If it is refused, the transaction had ended before.
    await coordinator.send(this.#values.discharge(transactionId, 'rollback')).catch(() => undefined);
  }

  async #coordinatorLink(): Promise<OwnLink> {
    this.#coordinator ??= this.#openLink({}, () => (this.#coordinator = undefined));
    try {
      return await this.#coordinator;
    } catch (error) {
      if (!(error instanceof TransactionRefusal) || error.retryable) throw error;
      throw new NoTransactionsError(`the broker has none: ${error.message}`, { cause: error });
    }
  }

  async #senderTo(to: Destination): Promise<OwnLink> {
    const key = JSON.stringify([to.via, to.entity]);
    const known = this.#senders.get(key);
    const sender = known === undefined ? undefined : await known;
    if (sender !== undefined && Date.now() < sender.renewAt) return sender.link;
    const next = this.#authorizedSender(key, to, sender?.link);
    this.#senders.set(key, next);
    return (await next).link;
  }

  /** @param link one that is open already, and whose right runs out */
  async #authorizedSender(key: string, to: Destination, link: OwnLink | undefined): Promise<SendingLink> {
    const forget = (): void => void this.#senders.delete(key);
    const renewAt = await to.authorize().catch((error: unknown) => {
      forget();
      throw error;
    });
    if (link !== undefined) return { link, renewAt };
    const properties = to.entity === to.via ? undefined : { [transferDestination]: to.entity };
    const target = { address: to.via, ...(properties && { properties }) };
    return { link: await this.#openLink(target, forget), renewAt };
  }

  async #openLink(target: OwnLinkTarget, forget: () => void): Promise<OwnLink> {
    const link = new OwnLink(this.#connection, this.#values, target, () => {
      this.#open.delete(link);
      forget();
    });
    this.#open.add(link);
    await link.opened;
    return link;
  }

  #fail(what: string): void {
    const reason = new TransactionInterruptedError(what);
    for (const link of this.#open) link.fail(reason);
    for (const enlisted of this.#enlisted.values()) enlisted.fail(reason);
  }
}

async function declare(coordinator: OwnLink, values: TransactionValues): Promise<Buffer> {
  const answer = await accepted(coordinator.send(values.declare()));
  if (answer.kind === 'declared') return answer.transactionId;
  throw new TransactionRefusal('amqp:internal-error', 'the broker declared no transaction');
}

async function discharge(coordinator: OwnLink, commit: Buffer): Promise<void> {
  let answer: Answer;
  try {
    answer = await coordinator.send(commit);
  } catch (error) {
    throw new TransactionInDoubtError(
      'the connection was lost while the transaction was committed: all of it has happened, or the messages come again',
      { cause: error },
    );
  }
  refuseUnlessAccepted(answer);
}

async function accepted(answering: Promise<Answer> | undefined): Promise<Answer> {
  if (answering === undefined) throw new TransactionInterruptedError('the link to send on is gone');
  return refuseUnlessAccepted(await answering);
}

function refuseUnlessAccepted(answer: Answer): Answer {
  if (answer.kind === 'refused') throw new TransactionRefusal(answer.condition, answer.description);
  return answer;
}
