import type { FastifyInstance } from 'fastify';
import Long from 'long';
import { z } from 'zod';

import { entityPath, type SessionView } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { withReceiver } from '../messages/open-place.js';
import { scan } from '../messages/scan.js';
import { parseQuery } from '../parse.js';
import { ProblemError } from '../problem.js';
import { stateOfSession } from './session-view.js';
import { Shared } from './shared.js';

/** Milliseconds for which messages are looked through, and for which states are read. */
const budget = 3_000;

/** Sessions that are held at once, each for a moment. */
const heldAtOnce = 8;

const sessionsQuery = z.object({ entity: entityPath });

type Seen = Pick<SessionView, 'sessionId' | 'messages' | 'firstSequenceNumber'>;

/**
 * The sessions that have messages: `/api/sessions`. Service Bus has no list of them that the client can ask for, so that
 * those with a state and no message are not found.
 */
export async function sessionRoutes(app: FastifyInstance, context: DashboardContext): Promise<void> {
  const { client, entities } = context;

  /** Each look holds sessions for a moment: two at once would take each other for a receiver that holds them. */
  const looks = new Shared<readonly SessionView[]>();

  app.get('/api/sessions', async ({ query }): Promise<readonly SessionView[]> => {
    const { path, requiresSession } = await entities.locate(parseQuery(sessionsQuery, query).entity);
    if (!requiresSession) {
      throw new ProblemError('invalid-request', 400, `${path} has no sessions: it was made without requiresSession.`);
    }
    return looks.of(path, () => lookAt(path));
  });

  async function lookAt(path: string): Promise<readonly SessionView[]> {
    const seen = await seenSessions(context, path);
    const views: SessionView[] = [];
    const end = performance.now() + budget;
    for (let next = 0; next < seen.length; next += heldAtOnce) {
      const some = seen.slice(next, next + heldAtOnce);
      const isLate = performance.now() > end;
      views.push(...(await Promise.all(some.map((each) => (isLate ? withoutState(each) : withState(each, path))))));
    }
    return views;
  }

  async function withState(session: Seen, path: string): Promise<SessionView> {
    return { ...session, ...(await stateOfSession(client, path, session.sessionId)) };
  }
}

function withoutState(session: Seen): SessionView {
  return { ...session, state: null, stateIs: 'unknown' };
}

async function seenSessions({ client }: DashboardContext, entity: string): Promise<readonly Seen[]> {
  const sessions = new Map<string, Seen>();
  await withReceiver(client, { entity, subQueue: 'active' }, 'look at the messages of', (receiver) =>
    scan(receiver, {
      from: Long.ZERO,
      limit: 1,
      budget,
      isMeant: ({ sessionId, sequenceNumber }) => {
        if (sessionId !== undefined) {
          const { messages = 0, firstSequenceNumber = String(sequenceNumber) } = sessions.get(sessionId) ?? {};
          sessions.set(sessionId, { sessionId, messages: messages + 1, firstSequenceNumber });
        }
        // None is wanted for itself: all of them are looked at.
        return false;
      },
    }),
  );
  return [...sessions.values()];
}
