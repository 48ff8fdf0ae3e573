import { bytesOfBody, problemOf, textOfBody } from '@ams/messaging-runtime';
import type { ServiceBusClient } from '@azure/service-bus';

import type { SessionView } from '../../api/index.js';
import { acceptSession } from './accept-session.js';

type State = Pick<SessionView, 'state' | 'stateIs'>;

/**
 * The state of a session. To read it one has to hold the session, for as short as that takes.
 *
 * @throws what the client throws, unless somebody else holds it
 */
export async function stateOfSession(client: ServiceBusClient, path: string, sessionId: string): Promise<State> {
  const session = await acceptSession(client, path, sessionId).catch((error: unknown) => {
    if (isHeld(error)) return undefined;
    throw error;
  });
  if (session === undefined) return { state: null, stateIs: 'held' };
  try {
    return readable(await session.getSessionState());
  } finally {
    await session.close();
  }
}

function isHeld(error: unknown): boolean {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return code === 'SessionCannotBeLocked' || /cannot be locked|SessionCannotBeLocked/i.test(problemOf(error));
}

/** The client parses a state that is JSON, and gives bytes otherwise. */
function readable(state: unknown): State {
  if (state === undefined || state === null) return { state: null, stateIs: 'empty' };
  if (typeof state === 'string') return { state, stateIs: 'text' };
  if (!(state instanceof Uint8Array)) return { state: JSON.stringify(state), stateIs: 'json' };
  const text = textOfBody(state);
  if (text === undefined) return { state: bytesOfBody(state).toString('base64'), stateIs: 'base64' };
  return text === '' ? { state: null, stateIs: 'empty' } : { state: text, stateIs: 'text' };
}
