import { BrokerError } from '../engine/errors.js';
import type { MessageQueue } from '../engine/message-queue.js';
import type { SendingLink } from './rhea-internals.js';

/** Key in a source's filter under which a client says which session it wants, and hears which one it got. */
export const sessionFilter = 'com.microsoft:session-filter';

/** What a client wants that asks for a session: that one, or the next available. */
export type WantedSession = { readonly kind: 'named'; readonly id: string } | { readonly kind: 'next' };

/**
 * The session that the client wants to receive from; undefined for a receiver without one.
 *
 * @throws BrokerError `amqp:not-allowed` when the client wants a session where there are none, or none where everything
 *   is in sessions; `amqp:invalid-field` for a filter that is no text.
 */
export function wantedSession(link: SendingLink, queue: MessageQueue): WantedSession | undefined {
  const filter = link.remote.attach.source?.filter;
  const wants = filter !== null && filter !== undefined && Object.hasOwn(filter, sessionFilter);
  const { path } = queue.settings;
  if (wants && queue.sessions === undefined) {
    throw new BrokerError(
      'amqp:not-allowed',
      `A session receiver cannot be created: '${path}' has no sessions. Receive from it without one.`,
    );
  }
  if (!wants && queue.sessions) {
    throw new BrokerError(
      'amqp:not-allowed',
      `It is not possible for '${path}', an entity that requires sessions, to create a non-sessionful message ` +
        'receiver. Accept a session.',
    );
  }
  return wants ? read(filter[sessionFilter]) : undefined;
}

/** Some clients send the id bare, others described. */
function read(value: unknown): WantedSession {
  const id = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  if (id === null || id === undefined) return { kind: 'next' };
  if (typeof id === 'string') return { kind: 'named', id };
  throw new BrokerError('amqp:invalid-field', 'The session filter must be a session id, or null for any session.');
}
