import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Logger } from '../../logger.js';
import { MessageContext, type HandlerContext } from '../handler-context.js';
import type { SessionReceiver } from './session-source.js';

/** The session that a message belongs to, as its handler sees it. */
export interface MessageSession {
  readonly id: string;
  /**
   * What was last kept with the session, by any process that held it; null if nothing is.
   *
   * @throws what the client throws: `SessionLockLost` if the session is no longer held
   */
  getState(): Promise<unknown>;
  /**
   * Keeps something small with the session, as JSON: how far the work has come, say. It is kept at once, not with the
   * message's completion, and stays, beyond the session's last message, until it is set to null.
   *
   * @throws what the client throws: `SessionLockLost` if the session is no longer held
   */
  setState(state: unknown): Promise<void>;
}

/** What a handler is given beside a message of a session. */
export interface SessionHandlerContext extends HandlerContext {
  readonly session: MessageSession;
}

/** Does the work that one message of a session asks for, as a `MessageHandler` does, once all before it are settled. */
export type SessionMessageHandler = (
  message: ServiceBusReceivedMessage,
  context: SessionHandlerContext,
) => Promise<void> | void;

/** The session that a receiver holds. */
export function messageSession(
  receiver: Pick<SessionReceiver, 'sessionId' | 'getSessionState' | 'setSessionState'>,
): MessageSession {
  return {
    id: receiver.sessionId,
    getState: () => receiver.getSessionState(),
    setState: (state) => receiver.setSessionState(state),
  };
}

/** The context of one message of a session. */
export class SessionMessageContext extends MessageContext implements SessionHandlerContext {
  readonly session: MessageSession;

  constructor(message: ServiceBusReceivedMessage, log: Logger, session: MessageSession) {
    super(message, log);
    this.session = session;
  }
}
