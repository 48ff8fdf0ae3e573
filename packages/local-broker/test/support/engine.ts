import rhea from 'rhea';

import type { Consumer, ReceiveMode } from '../../src/engine/consumer.js';
import { ManualClock } from '../../src/engine/clock.js';
import { Deadlines } from '../../src/engine/deadlines.js';
import type { EngineContext } from '../../src/engine/engine-context.js';
import type { AcceptedKey, Journal, SessionStateRecord } from '../../src/engine/journal.js';
import { LockTokens } from '../../src/engine/lock-tokens.js';
import { residenceInMemory } from '../../src/engine/message-residence.js';
import type { BrokerMessage, Lock, MessageState } from '../../src/engine/message.js';
import { MessageQueue } from '../../src/engine/message-queue.js';
import type { MessageQueueSettings } from '../../src/engine/message-queue-settings.js';
import { EncodedMessage } from '../../src/message/encoded-message.js';

/** What a sender would send: fields as rhea names them. */
export type Draft = Parameters<typeof rhea.message.encode>[0];

export function encodeDraft(draft: Draft): Buffer {
  return rhea.message.encode(draft) as Buffer;
}

/** A message whose id is `id`, as it arrives from a sender. */
export function aMessage(id: string, draft: Partial<Draft> = {}): EncodedMessage {
  return EncodedMessage.decode(encodeDraft({ message_id: id, body: id, ...draft }));
}

export function idOf(message: BrokerMessage): unknown {
  return message.content.property('messageId');
}

export interface JournalRow {
  readonly queueId: number;
  readonly sequenceNumber: number;
  readonly state: MessageState;
  readonly deliveryCount: number;
}

/** Keeps rows as a store on disk would, to be looked at. */
export class FakeJournal implements Journal {
  readonly rows = new Map<number, JournalRow>();
  readonly sequences = new Map<string, number>();
  /** What entities with duplicate detection accepted, in order. */
  accepted: readonly AcceptedKey[] = [];
  /** What applications keep with their sessions, by session id. */
  readonly sessionStates = new Map<string, SessionStateRecord>();
  readonly failure = undefined;

  record(message: BrokerMessage): void {
    const { id, queueId, sequenceNumber, state, deliveryCount, removed } = message;
    if (removed) this.rows.delete(id);
    else this.rows.set(id, { queueId, sequenceNumber, state, deliveryCount });
  }

  recordSequence(queueId: number, partition: number, next: number): void {
    this.sequences.set(`${queueId}/${partition}`, next);
  }

  recordAccepted(accepted: AcceptedKey): void {
    this.accepted = [...this.accepted, accepted];
  }

  forgetAccepted(queueId: number, upTo: number): void {
    this.accepted = this.accepted.filter((accepted) => accepted.queueId !== queueId || accepted.number > upTo);
  }

  recordSessionState(record: SessionStateRecord): void {
    this.sessionStates.set(record.sessionId, record);
  }

  forgetQueue(queueId: number): void {
    for (const [id, row] of this.rows) if (row.queueId === queueId) this.rows.delete(id);
  }

  whenDurable(callback: (error?: Error) => void): void {
    callback();
  }
}

export interface Delivery {
  readonly message: BrokerMessage;
  readonly lock: Lock | undefined;
}

/** A receiver that takes as many messages as it has credit for and keeps them. */
export class TestConsumer implements Consumer {
  readonly deliveries: Delivery[] = [];

  constructor(
    public credit = Infinity,
    readonly mode: ReceiveMode = 'peek-lock',
  ) {}

  demand(): number {
    return this.credit;
  }

  deliver(message: BrokerMessage, lock: Lock | undefined): void {
    this.credit -= 1;
    this.deliveries.push({ message, lock });
  }

  get ids(): readonly unknown[] {
    return this.deliveries.map(({ message }) => idOf(message));
  }

  /** The token of the last delivery. */
  get token(): string {
    const token = this.deliveries.at(-1)?.lock?.token;
    if (token === undefined) throw new Error('Nothing was delivered under a lock.');
    return token;
  }
}

export interface Engine {
  readonly clock: ManualClock;
  readonly journal: FakeJournal;
  readonly context: EngineContext;
}

export function anEngine(): Engine {
  const clock = new ManualClock();
  const journal = new FakeJournal();
  let lastMessageId = 0;
  const context = {
    clock,
    journal,
    deadlines: new Deadlines(clock),
    lockTokens: new LockTokens(),
    residence: residenceInMemory(),
    nextMessageId: () => (lastMessageId += 1),
  };
  return { clock, journal, context };
}

export const lockDuration = 30_000;

export interface QueueUnderTest extends Engine {
  readonly queue: MessageQueue;
  readonly deadLetters: MessageQueue;
  /** Sends messages with these ids and gives them out. */
  send(...ids: readonly string[]): readonly BrokerMessage[];
  /** Receives one message, as a receiver does that wants just one and then leaves. */
  receive(from?: MessageQueue): { readonly message: BrokerMessage; readonly token: string } | undefined;
}

/** A queue with its dead-letter sub-queue: locks of 30 s, ten deliveries, no time to live. */
export function aQueue(settings: Partial<MessageQueueSettings> = {}): QueueUnderTest {
  const engine = anEngine();
  const deadLetters = new MessageQueue(
    {
      path: 'orders/$DeadLetterQueue',
      id: 2,
      lockDuration,
      maxDeliveryCount: Infinity,
      timeToLive: Infinity,
      deadLettersExpired: false,
      partitions: 1,
    },
    engine.context,
  );
  const queue = new MessageQueue(
    {
      path: 'orders',
      id: 1,
      lockDuration,
      maxDeliveryCount: 10,
      timeToLive: Infinity,
      deadLettersExpired: false,
      partitions: 1,
      deadLetters,
      ...settings,
    },
    engine.context,
  );
  return {
    ...engine,
    queue,
    deadLetters,
    send(...ids) {
      const messages = ids.map((id) => queue.send(aMessage(id)));
      queue.dispatch();
      return messages;
    },
    receive(from = queue) {
      const consumer = new TestConsumer(1);
      from.addConsumer(consumer);
      from.dispatch();
      from.removeConsumer(consumer);
      const [delivery] = consumer.deliveries;
      return delivery?.lock && { message: delivery.message, token: delivery.lock.token };
    },
  };
}
