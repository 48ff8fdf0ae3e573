import type { AcceptedSession } from '../../src/engine/accepted-session.js';
import type { ReceiveMode } from '../../src/engine/consumer.js';
import type { BrokerError } from '../../src/engine/errors.js';
import type { MessageQueueSettings } from '../../src/engine/message-queue-settings.js';
import type { Sessions } from '../../src/engine/sessions.js';
import { aMessage, aQueue, type Draft, type QueueUnderTest, TestConsumer } from './engine.js';

/** Somebody who got a session, and what came of it. */
export interface Holder {
  readonly session: AcceptedSession;
  readonly consumer: TestConsumer;
  readonly lost: boolean;
}

/** Somebody who waits for a session. */
export interface Seeker {
  readonly holder: Holder | undefined;
  readonly refusal: BrokerError | undefined;
  stop(): void;
}

export interface SessionQueueUnderTest extends QueueUnderTest {
  readonly sessions: Sessions;
  /** Sends messages with these ids to a session and gives them out. */
  sendTo(session: string, ...ids: readonly string[]): void;
  sendDraft(session: string, id: string, draft: Partial<Draft>): void;
  /** Accepts a session and takes as many of its messages as there is credit for. */
  accept(session: string, credit?: number, mode?: ReceiveMode): Holder;
  /** Waits for a session, up to a minute. */
  seek(timeout?: number, credit?: number): Seeker;
}

/** A queue that requires sessions: locks of 30 s, ten deliveries. */
export function aSessionQueue(settings: Partial<MessageQueueSettings> = {}): SessionQueueUnderTest {
  const orders = aQueue({ requiresSession: true, ...settings });
  const { queue } = orders;
  if (queue.sessions === undefined) throw new Error('A queue that requires sessions has none.');
  const { sessions } = queue;
  const sendDraft = (session: string, id: string, draft: Partial<Draft>): void => {
    queue.send(aMessage(id, { group_id: session, ...draft }));
    queue.dispatch();
  };
  return {
    ...orders,
    sessions,
    sendDraft,
    sendTo: (session, ...ids) => {
      for (const id of ids) sendDraft(session, id, {});
    },
    accept(id, credit = Infinity, mode = 'peek-lock') {
      let lost = false;
      const session = sessions.accept(id, () => (lost = true));
      return holding(session, new TestConsumer(credit, mode), () => lost);
    },
    seek(timeout = 60_000, credit = Infinity) {
      let holder: Holder | undefined;
      let refusal: BrokerError | undefined;
      let lost = false;
      const stop = sessions.acceptNext(timeout, {
        onAccepted: (session) => (holder = holding(session, new TestConsumer(credit), () => lost)),
        onRefused: (error) => (refusal = error),
        onLost: () => (lost = true),
      });
      return {
        get holder() {
          return holder;
        },
        get refusal() {
          return refusal;
        },
        stop,
      };
    },
  };
}

function holding(session: AcceptedSession, consumer: TestConsumer, isLost: () => boolean): Holder {
  session.addConsumer(consumer);
  session.dispatch();
  return {
    session,
    consumer,
    get lost() {
      return isLost();
    },
  };
}
