import { AcceptedSession, type SessionOwner } from './accepted-session.js';
import type { EngineContext } from './engine-context.js';
import { sessionCannotBeLocked } from './errors.js';
import type { SessionStateRecord } from './journal.js';
import { LinkedList } from './linked-list.js';
import type { BrokerMessage } from './message.js';
import { sessionIdOf } from './partition-key.js';
import { Session } from './session.js';
import { type SessionSeeker, SessionSeekers } from './session-seekers.js';

/** What the sessions of a message queue need done by it. */
export interface SessionHost extends Pick<SessionOwner, 'queue' | 'deliver' | 'giveBack'> {
  readonly context: EngineContext;
  /** Ends a message whose time to live is over. */
  expire(message: BrokerMessage): void;
}

/**
 * The sessions of a message queue that requires them. They are given to receivers in turn: a session becomes available
 * when it has a message to give and nobody holds it, and goes behind all that became so before it.
 */
export class Sessions {
  readonly #host: SessionHost;
  readonly #owner: SessionOwner;
  readonly #sessions = new Map<string, Session>();
  readonly #available = new LinkedList<Session>();
  readonly #seekers: SessionSeekers;
  /** Sessions whose holder may have something to get. */
  readonly #stirred = new Set<Session>();

  constructor(host: SessionHost) {
    const { path } = host.queue.settings;
    this.#host = host;
    this.#seekers = new SessionSeekers(path, host.context);
    this.#owner = {
      ...host,
      get lockDuration() {
        return host.queue.settings.lockDuration;
      },
      stir: (session) => this.#stirred.add(session),
      takeNext: (session) => (this.#hasNext(session) ? session.take() : undefined),
      setState: (session, bytes) => this.#setState(session, bytes),
      ended: (session) => this.#ended(session),
    };
  }

  /**
   * Takes in a message that is new in the queue. One without a session id gets no place.
   *
   * @param sessionId its session id, where that is known; else its content says.
   */
  add(message: BrokerMessage, sessionId?: string): void {
    const id = sessionId ?? sessionIdOf(message.content);
    if (id === undefined) return;
    const session = this.#open(id);
    session.add(message);
    this.#changed(session);
  }

  remove(message: BrokerMessage): void {
    const session = message.place?.session;
    if (session === undefined) return;
    session.remove(message);
    this.#changed(session);
  }

  /** Lets a message be given out again, in its place in the session's order. */
  giveBack(message: BrokerMessage): void {
    const session = message.place?.session;
    if (session === undefined) return;
    session.giveBack(message);
    this.#changed(session);
  }

  /** Gives messages to those who hold sessions, and sessions to those who wait for one. */
  dispatch(): void {
    do {
      for (const session of this.#stirred) {
        this.#stirred.delete(session);
        session.holder?.serve();
      }
    } while (this.#grantNext() || this.#stirred.size > 0);
  }

  /**
   * Locks the session with that id, be there messages in it or not.
   *
   * @param onLost called when the lock expires; not when its holder gives it up.
   * @throws BrokerError `com.microsoft:session-cannot-be-locked` when somebody else holds it.
   */
  accept(id: string, onLost: () => void): AcceptedSession {
    if (this.#sessions.get(id)?.holder?.isHeld() === true) throw sessionCannotBeLocked(id);
    return this.#lock(this.#open(id), onLost);
  }

  /**
   * Locks the session that is available next, now or when there is one.
   *
   * @param timeout how long the seeker waits at most, in milliseconds.
   * @returns a function that ends the waiting.
   */
  acceptNext(timeout: number, seeker: SessionSeeker): () => void {
    const stop = this.#seekers.add(seeker, timeout);
    this.#host.queue.dispatch();
    return stop;
  }

  /** Whoever holds the session. */
  holderOf(id: string): AcceptedSession | undefined {
    return this.#sessions.get(id)?.holder;
  }

  /** The sessions that somebody holds. */
  get held(): readonly AcceptedSession[] {
    return [...this.#sessions.values()].flatMap(({ holder }) => holder ?? []);
  }

  /** Lets the locks of sessions run out before their time. @returns how many there were. */
  loseLocks(atMost: number): number {
    const held = this.held.slice(0, atMost);
    for (const session of held) session.expire();
    return held.length;
  }

  /** All messages of a session, in any state, from a sequence number on. */
  messagesOf(id: string, from: number): Iterable<BrokerMessage> {
    return this.#sessions.get(id)?.from(from) ?? [];
  }

  /** Ids of the sessions that have messages, in order. */
  get withMessages(): readonly string[] {
    return this.#idsWhere(({ size }) => size > 0);
  }

  /** Ids of the sessions that got a message or a state after that time, in order. */
  updatedAfter(time: number): readonly string[] {
    return this.#idsWhere(({ updatedTime }) => updatedTime > time);
  }

  /** Brings back a state of the journal. */
  restoreState({ sessionId, state, time }: SessionStateRecord): void {
    this.#open(sessionId).setState(state, time);
  }

  /** Forgets all states; who holds a session keeps it. */
  clearStates(): void {
    for (const session of this.#sessions.values()) {
      if (session.state === undefined) continue;
      this.#setState(session, undefined);
      this.#changed(session);
    }
  }

  #idsWhere(isMeant: (session: Session) => boolean): readonly string[] {
    return [...this.#sessions.values()]
      .filter((session) => isMeant(session))
      .map(({ id }) => id)
      .sort();
  }

  #open(id: string): Session {
    const known = this.#sessions.get(id);
    if (known) return known;
    const session = new Session(id);
    this.#sessions.set(id, session);
    return session;
  }

  #lock(session: Session, onLost: () => void): AcceptedSession {
    session.holder = new AcceptedSession(session, this.#owner, onLost);
    this.#changed(session);
    return session.holder;
  }

  /** @returns whether somebody got a session. */
  #grantNext(): boolean {
    if (!this.#seekers.areThere) return false;
    const session = this.#nextAvailable();
    if (session === undefined) return false;
    const seeker = this.#seekers.takeFirst();
    if (seeker === undefined) return false;
    seeker.onAccepted(this.#lock(session, () => seeker.onLost()));
    return true;
  }

  #nextAvailable(): Session | undefined {
    for (let session = this.#available.first?.item; session; session = this.#available.first?.item) {
      if (this.#hasNext(session)) return session;
    }
    return undefined;
  }

  /** Whether the session has a message to give whose time to live is not over, be its timer late or not. */
  #hasNext(session: Session): boolean {
    const now = this.#host.context.clock.now();
    for (let { next } = session; next !== undefined; next = session.next) {
      if (next.expiresAt > now) return true;
      this.#host.expire(next);
    }
    return false;
  }

  #setState(session: Session, state: Buffer | undefined): void {
    const { clock, journal } = this.#host.context;
    const time = clock.now();
    session.setState(state, time);
    journal.recordSessionState({ queueId: this.#host.queue.settings.id, sessionId: session.id, state, time });
  }

  #ended(session: Session): void {
    this.#changed(session);
    this.#host.queue.dispatch();
  }

  /** Puts the session where it belongs now: among the available ones, or nowhere once nothing is left of it. */
  #changed(session: Session): void {
    if (session.holder) this.#stirred.add(session);
    const isAvailable = session.holder === undefined && session.next !== undefined;
    if (isAvailable) session.turn ??= this.#available.append(session);
    else if (session.turn) {
      this.#available.remove(session.turn);
      session.turn = undefined;
    }
    if (session.isIdle) this.#sessions.delete(session.id);
  }
}
