import type { CommonAlert } from './common-alert.js';
import { DeliveryError } from './delivery-error.js';

/** Answers after which Azure tries again. Source: "Action groups" (learn.microsoft.com). */
const passingStatuses = new Set([408, 429, 503, 504]);

/** Names of a path from this length on may be keys: those of chats and of automation services are. */
const shortestKey = 20;

/**
 * Posts an alert to a webhook.
 *
 * @param url http or https.
 * @param timeout milliseconds to wait for the answer.
 * @throws DeliveryError when there is no answer, or none of the 200s. Redirects are not followed: the alert goes to the
 * address that the stack names, and nowhere else.
 */
export async function postAlert(url: string, alert: CommonAlert, timeout: number, closing: AbortSignal): Promise<void> {
  const address = webhookUrl(url);
  const response = await answerOf(address, alert, timeout, closing);
  // What it says is of no interest, but the connection is free for the next alert only when it is read or given up.
  await response.body?.cancel();
  const { status } = response;
  if (response.ok) return;
  const redirects = status >= 300 && status < 400;
  throw new DeliveryError(
    redirects
      ? `It answered ${status}, a redirect, which is not followed. Give the address itself as service URI.`
      : `It answered ${status} ${response.statusText}`.trimEnd(),
    passingStatuses.has(status),
  );
}

/** Where a webhook is, without what may be a secret: user, query, and long names in the path. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return 'no address';
  const { origin, protocol, pathname } = new URL(url);
  const shown = pathname
    .split('/')
    .map((name) => (name.length < shortestKey ? name : '…'))
    .join('/');
  return `${origin === 'null' ? protocol : origin}${shown}`;
}

function webhookUrl(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol === 'http:' || address?.protocol === 'https:') return address;
  throw new DeliveryError(
    "The service URI is no http or https address. Give one such as 'https://example.com/alerts'.",
    false,
  );
}

async function answerOf(url: URL, alert: CommonAlert, timeout: number, closing: AbortSignal): Promise<Response> {
  try {
    return await fetch(withoutUser(url), {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...credentials(url) },
      body: JSON.stringify(alert),
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(timeout)]),
    });
  } catch (error) {
    throw new DeliveryError(reasonOf(error, timeout), true);
  }
}

/** `fetch` refuses addresses with a user in them, whom others send as {@link credentials}. */
function withoutUser(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function credentials({ username, password }: URL): { readonly authorization?: string } {
  if (username === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

/** `fetch` says in the cause what went wrong. */
function reasonOf(error: unknown, timeout: number): string {
  const { name, message, cause } = error as Error & { readonly cause?: Partial<NodeJS.ErrnoException> };
  if (name === 'TimeoutError') return `It did not answer within ${timeout / 1000} seconds.`;
  // Where a name has several addresses, the cause is an error for each, and has no message of its own.
  return cause?.message || cause?.code || message;
}
