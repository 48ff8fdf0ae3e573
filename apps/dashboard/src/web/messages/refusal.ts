import { textProperties, type DraftField, type SendDraft } from './draft.js';

/** What the server calls a field of the form. */
const otherFields: readonly (readonly [DraftField, string])[] = [
  ['timeToLive', 'timeToLive'],
  ['scheduledFor', 'scheduledEnqueueTimeUtc'],
  ['body', 'message.body'],
  ['count', 'count'],
];

/**
 * The field of the form that a refusal of the server names; undefined if it names none, so that it belongs to the
 * whole form.
 */
export function fieldOfRefusal(detail: string, { properties }: SendDraft): DraftField | undefined {
  const property = properties.findIndex(({ name }) => name !== '' && detail.includes(`applicationProperties.${name}`));
  if (property >= 0) return `property:${property}`;
  const text = textProperties.find((name) => new RegExp(`\\b${name}\\b`).test(detail));
  return text ?? otherFields.find(([, name]) => new RegExp(`\\b${name}\\b`).test(detail))?.[0];
}
