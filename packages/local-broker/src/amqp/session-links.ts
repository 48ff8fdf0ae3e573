import { limits, parseDuration } from '@ams/service-bus-model';
import rhea from 'rhea';

import type { AcceptedSession } from '../engine/accepted-session.js';
import { asBrokerError, BrokerError, sessionLockLost } from '../engine/errors.js';
import type { MessageQueue } from '../engine/message-queue.js';
import type { Sessions } from '../engine/sessions.js';
import type { SendingLink } from './rhea-internals.js';
import { sessionFilter, type WantedSession } from './session-filter.js';
import { ticksOf } from './ticks.js';

/** What becomes of a link on which a client wants a session. */
export interface SessionLinkEvents {
  /** The client has the session; the answer to its attach is about to leave. */
  onAccepted(session: AcceptedSession): void;
  onRefused(error: BrokerError): void;
  /** The session's lock expired. */
  onLost(error: BrokerError): void;
}

/** The sessions that one client waits for or holds on its connection. */
export class SessionLinks {
  readonly #waiting = new Map<SendingLink, () => void>();
  readonly #held = new WeakSet<AcceptedSession>();

  /** Gives the client its session, now or as soon as there is one; its attach is answered only then. */
  attach(link: SendingLink, sessions: Sessions, wanted: WantedSession, events: SessionLinkEvents): void {
    const onAccepted = (session: AcceptedSession): void => this.#accept(link, session, events);
    if (wanted.kind === 'named') {
      onAccepted(sessions.accept(wanted.id, () => events.onLost(sessionLockLost(wanted.id))));
      return;
    }
    postponeAnswer(link);
    let id = '';
    const stop = sessions.acceptNext(waitOf(link), {
      onAccepted: (session) => {
        id = session.sessionId;
        this.#answer(link);
        onAccepted(session);
      },
      onRefused: (error) => {
        this.#answer(link);
        events.onRefused(error);
      },
      onLost: () => events.onLost(sessionLockLost(id)),
    });
    if (isPostponed(link)) this.#waiting.set(link, stop);
  }

  /** The client no longer waits: its link is answered without what it wanted. */
  forget(link: SendingLink): void {
    const stop = this.#waiting.get(link);
    if (stop === undefined) return;
    stop();
    link.local.attach['source'] = undefined;
    this.#answer(link);
  }

  clear(): void {
    for (const stop of this.#waiting.values()) stop();
    this.#waiting.clear();
  }

  /**
   * The session of that id, as this client holds it.
   *
   * @throws BrokerError `com.microsoft:session-lock-lost` when it does not, or no longer; `amqp:not-allowed` where there
   *   are no sessions.
   */
  held(queue: MessageQueue, sessionId: string): AcceptedSession {
    if (queue.sessions === undefined) {
      throw new BrokerError(
        'amqp:not-allowed',
        `'${queue.settings.path}' has no sessions. Use it without a session id.`,
      );
    }
    const session = queue.sessions.holderOf(sessionId);
    if (session === undefined || !this.#held.has(session) || !session.isHeld()) throw sessionLockLost(sessionId);
    return session;
  }

  #accept(link: SendingLink, session: AcceptedSession, events: SessionLinkEvents): void {
    this.#held.add(session);
    const { source } = link.remote.attach;
    if (source) {
      // Clients compare what they get with what they asked for.
      source.filter = { [sessionFilter]: session.sessionId };
      link.local.attach['source'] = source.described();
    }
    link.local.attach['properties'] = {
      'com.microsoft:locked-until-utc': rhea.types.wrap_long(ticksOf(session.lockedUntil)),
    };
    try {
      events.onAccepted(session);
    } catch (error) {
      session.release('closed');
      events.onRefused(asBrokerError(error));
    }
  }

  #answer(link: SendingLink): void {
    this.#waiting.delete(link);
    answerNow(link);
  }
}

/** How long the client is ready to wait, in milliseconds. */
function waitOf(link: SendingLink): number {
  const timeout = link.remote.attach.properties?.['com.microsoft:timeout'];
  return typeof timeout === 'number' && timeout >= 0 ? timeout : parseDuration(limits.sessionWait);
}

/** rhea answers an attach at the end of the turn in which it came. A link that does nothing meanwhile answers later. */
function postponeAnswer(link: SendingLink): void {
  link._process = () => undefined;
}

function isPostponed(link: SendingLink): boolean {
  return Object.hasOwn(link, '_process');
}

function answerNow(link: SendingLink): void {
  Reflect.deleteProperty(link, '_process');
  link.session.connection._register();
}
