import { createHmac } from 'node:crypto';

import type { Connection, Message } from 'rhea';
import rhea from 'rhea';

import type { AccessRuleReference, Broker } from '../../src/index.js';
import { eventOf } from './amqp-client.js';

export interface TokenRequest {
  /** Default: the rule that may do everything. */
  readonly rule?: AccessRuleReference;
  readonly resource: string;
  /** Milliseconds since the epoch, a whole second. */
  readonly expiresAt: number;
}

/** Signs as a client does that holds the primary key. */
export function sharedAccessSignature(broker: Broker, { rule, resource, expiresAt }: TokenRequest): string {
  const sr = encodeURIComponent(resource);
  const se = expiresAt / 1000;
  const signature = createHmac('sha256', broker.sharedAccessKeys(rule).primaryKey).update(`${sr}\n${se}`);
  const sig = encodeURIComponent(signature.digest('base64'));
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}&skn=${rule?.name ?? 'RootManageSharedAccessKey'}`;
}

/** Puts a token as plain AMQP clients do. @returns what the broker says to it. */
export async function putToken(
  connection: Connection,
  token: string,
  { audience = 'sb://localhost/', type = 'servicebus.windows.net:sastoken' } = {},
): Promise<NonNullable<Message['application_properties']>> {
  const replies = connection.open_receiver({ source: '$cbs', target: 'cbs' });
  await eventOf(replies, 'receiver_open');
  const requests = connection.open_sender({ target: '$cbs' });
  await eventOf(requests, 'sendable');
  const answer = eventOf(replies, 'message');
  requests.send({
    message_id: rhea.generate_uuid(),
    reply_to: 'cbs',
    application_properties: { operation: 'put-token', type, name: audience },
    body: token,
  });
  const { message } = await answer;
  replies.close();
  requests.close();
  return message?.application_properties ?? {};
}
