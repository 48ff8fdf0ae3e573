import rhea from 'rhea';
import { z } from 'zod';

import type { Typed } from '../../message/encoding.js';
import type { NodeRequest } from '../request.js';
import { arrayOf, map, type Operations, parseBody, type Target } from './operation.js';

export const sessionOperations: Operations = {
  'com.microsoft:renew-session-lock': { right: 'Listen', durable: false, run: renewSessionLock },
  'com.microsoft:set-session-state': { right: 'Listen', durable: true, run: setSessionState },
  'com.microsoft:get-session-state': { right: 'Listen', durable: false, run: getSessionState },
  'com.microsoft:get-message-sessions': { right: 'Listen', durable: false, run: getMessageSessions },
};

const sessionBody = z.object({ 'session-id': z.string() });

function renewSessionLock(target: Target, request: NodeRequest): Typed {
  const expiration = target.heldSession(parseBody(sessionBody, request)['session-id']).renew();
  return map({ expiration: rhea.types.wrap_timestamp(expiration) });
}

const stateBody = sessionBody.extend({ 'session-state': z.instanceof(Buffer).nullish() });

function setSessionState(target: Target, request: NodeRequest): undefined {
  const body = parseBody(stateBody, request);
  target.heldSession(body['session-id']).setState(body['session-state'] ?? undefined);
}

function getSessionState(target: Target, request: NodeRequest): Typed {
  const { state } = target.heldSession(parseBody(sessionBody, request)['session-id']);
  return map({ 'session-state': state ?? null });
}

const sessionsBody = z.object({
  'last-updated-time': z.date().nullish(),
  skip: z.number().int().nonnegative(),
  top: z.number().int().nonnegative(),
});

/** The last day of .NET's calendar, with which clients ask for sessions that have messages, whenever they changed. */
const endOfTime = Date.UTC(9999, 11, 31);

function getMessageSessions(target: Target, request: NodeRequest): Typed | 'nothing' {
  const { sessions } = target.messageQueue();
  const { 'last-updated-time': time, skip, top } = parseBody(sessionsBody, request);
  const after = time?.getTime() ?? endOfTime;
  const ids = (after >= endOfTime ? sessions?.withMessages : sessions?.updatedAfter(after)) ?? [];
  const page = ids.slice(skip, skip + top);
  if (page.length === 0) return 'nothing';
  return map({
    skip: rhea.types.wrap_int(skip + page.length),
    'sessions-ids': rhea.types.wrap_array(page, arrayOf.string, undefined),
  });
}
