import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { ProblemError } from '../problem.js';
import type { AccessToken } from './access-token.js';
import { nameOfHost } from './hosts.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route changes nothing though it is no GET: a dashboard that only looks answers it, too. */
    readonly looksOnly?: boolean;
    /** What bodies of the route are, if not JSON. */
    readonly mediaType?: string;
  }
}

export interface SafetyOptions {
  /** Whether the dashboard goes by a name. */
  readonly isOwnName: (name: string) => boolean;
  /** What everybody must show; undefined where the dashboard is reached from this machine alone. */
  readonly token: AccessToken | undefined;
  readonly readOnly: boolean;
}

/** Header by which the page's own requests are told from those that other pages can make a browser send. */
export const ownHeader = 'x-ams-dashboard';

const answerHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Guards every request, before its body is read: by what name it calls, who sends it, and what it wants to change. */
export function guard(app: FastifyInstance, options: SafetyOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(answerHeaders);
    checkName(request, options);
    if (options.token !== undefined && letInByAddress(request, reply, options.token)) return reply;
    if (options.token !== undefined) checkToken(request, options.token);
    checkSite(request);
    if (!isRead(request)) checkWrite(request, options);
    return undefined;
  });
}

function checkName({ headers }: FastifyRequest, { isOwnName }: SafetyOptions): void {
  const { host = '' } = headers;
  if (isOwnName(nameOfHost(host))) return;
  throw new ProblemError(
    'foreign-host',
    421,
    `The dashboard was called as "${host}" and answers only to its own names. Open it by the address that it printed, or start it with --allow-host and that name.`,
  );
}

/** Answers an address that has the token with the cookie, and the same address without it. */
function letInByAddress(request: FastifyRequest, reply: FastifyReply, token: AccessToken): boolean {
  const url = new URL(request.url, 'http://dashboard');
  const given = url.searchParams.get('token');
  if (request.method !== 'GET' || given === null || !token.is(given)) return false;
  url.searchParams.delete('token');
  void reply
    .header('set-cookie', token.setCookie)
    .header('cache-control', 'no-store')
    .redirect(`${url.pathname.replace(/^\/{2,}/, '/')}${url.search}`, 303);
  return true;
}

function checkToken({ headers }: FastifyRequest, token: AccessToken): void {
  if (token.isShownBy(headers)) return;
  throw new ProblemError(
    'unauthorized',
    401,
    'Open the address that the dashboard printed when it started, which has a token, or send the header Authorization: Bearer with it.',
  );
}

/** A browser says where a request comes from: another site gets nothing but the page, by a link to it. */
function checkSite({ headers }: FastifyRequest): void {
  const { 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (site === undefined || site === 'same-origin' || site === 'none' || mode === 'navigate') return;
  throw foreignOrigin(`The request comes from a page that is ${String(site)}.`);
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function checkWrite({ headers, routeOptions: { config } }: FastifyRequest, { readOnly }: SafetyOptions): void {
  const { origin, host } = headers;
  // A program that is no browser sends none, and cannot be made to act for somebody else.
  if (origin !== undefined && !isOrigin(origin, host))
    throw foreignOrigin(`The origin ${origin} is not the page's own.`);
  if (headers[ownHeader] !== '1') throw foreignOrigin(`The request lacks the header ${ownHeader}: 1.`);
  if (readOnly && config.looksOnly !== true) {
    throw new ProblemError(
      'read-only',
      403,
      'The dashboard was started with --read-only: it shows everything and changes nothing. Start another one without it.',
    );
  }
  const mediaType = config.mediaType ?? 'application/json';
  if (mediaTypeOf(headers['content-type']) !== mediaType) {
    throw new ProblemError('unsupported-media-type', 415, `The request needs the header content-type: ${mediaType}.`);
  }
}

function isOrigin(origin: string, host = ''): boolean {
  return [`http://${host}`, `https://${host}`].includes(origin);
}

function mediaTypeOf(contentType = ''): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function foreignOrigin(problem: string): ProblemError {
  return new ProblemError('foreign-origin', 403, `${problem} Only the dashboard's own page may ask for that.`);
}
