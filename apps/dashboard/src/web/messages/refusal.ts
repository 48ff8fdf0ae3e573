import { textProperties, type DraftField, type SendDraft, type TextProperty } from './draft.js';

/** What the server calls a field of the form. */
const otherFields: Readonly<Record<string, DraftField>> = {
  timeToLive: 'timeToLive',
  scheduledEnqueueTimeUtc: 'scheduledFor',
  body: 'body',
};

/** Properties that a sentence names and cannot mean otherwise: "to" and "subject" are words, too. */
const toldInProse: readonly TextProperty[] = ['sessionId', 'partitionKey', 'messageId', 'correlationId'];

/**
 * The field of the form that a refusal is about; undefined if it names none, so that it belongs to the whole form. The
 * server names the parts of a request, the namespace writes `SessionId` or "session id".
 */
export function fieldOfRefusal(detail: string, { properties }: SendDraft): DraftField | undefined {
  const property = properties.findIndex(({ name }) => name !== '' && detail.includes(`applicationProperties.${name}`));
  if (property >= 0) return `property:${property}`;
  const part = /\bmessage\.(\w+)/.exec(detail)?.[1];
  if (part !== undefined) return otherFields[part] ?? textProperties.find((name) => name === part);
  if (/^count\b/.test(detail)) return 'count';
  return toldInProse.find((name) => inProse(name).test(detail));
}

function inProse(name: string): RegExp {
  return new RegExp(`\\b${name.replace(/([A-Z])/g, ' ?$1')}\\b`, 'i');
}
