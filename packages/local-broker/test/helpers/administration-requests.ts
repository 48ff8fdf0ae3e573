import { sharedAccessSignature } from './tokens.js';
import type { LocalNamespace } from './local-namespace.js';

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: a token that may do everything. */
  readonly authorization?: string | undefined;
}

export interface RawResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A request to the administration API as it is, without an SDK. @param path as it stands in the URL. */
export async function request(local: LocalNamespace, path: string, options: RawRequest = {}): Promise<RawResponse> {
  const url = `http://localhost:${local.broker.port}`;
  const { method = 'GET', headers, body } = options;
  const authorization = 'authorization' in options ? options.authorization : namespaceToken(local);
  const response = await fetch(`${url}/${path}`, {
    method,
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, type: response.headers.get('content-type') ?? '', body: await response.text() };
}

/** A token that may do everything for an hour, or until another time. */
export function namespaceToken({ broker, clock }: LocalNamespace, expiresAt = clock.now() + 3_600_000): string {
  const resource = `http://localhost:${broker.port}/`;
  return sharedAccessSignature(broker, { resource, expiresAt: Math.ceil(expiresAt / 1000) * 1000 });
}

/** The body of a request that makes or changes an entity. */
export function entry(description: string, members = ''): string {
  const namespaces =
    'xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect" ' +
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"';
  return (
    '<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml">' +
    `<${description} ${namespaces}>${members}</${description}></content></entry>`
  );
}
