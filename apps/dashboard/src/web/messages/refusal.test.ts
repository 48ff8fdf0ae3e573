import { emptyDraft } from './draft.js';
import { fieldOfRefusal } from './refusal.js';

describe('a refusal of a message', () => {
  const draft = { ...emptyDraft, properties: [{ name: 'tenant', type: 'string' as const, value: '7' }] };

  it.each([
    { detail: 'message.messageId must have at most 128 characters', field: 'messageId' },
    { detail: 'message.timeToLive must be above 0, is -1', field: 'timeToLive' },
    { detail: 'message.scheduledEnqueueTimeUtc must be a moment', field: 'scheduledFor' },
    { detail: 'message.applicationProperties.tenant must be a string', field: 'property:0' },
    { detail: 'message.body.value is missing', field: 'body' },
    { detail: 'count must be at most 1000, is 1001', field: 'count' },
    { detail: "The message has no session id, but 'orders' requires sessions.", field: 'sessionId' },
    { detail: 'message.to must have at most 128 characters', field: 'to' },
    { detail: 'The SessionId was not set on a message, and it cannot be sent to the entity.', field: 'sessionId' },
  ])('is shown at $field: $detail', ({ detail, field }) => {
    expect(fieldOfRefusal(detail, draft)).toBe(field);
  });

  it('belongs to the whole form where it names no field', () => {
    expect(fieldOfRefusal('Nothing can be sent to the subject of this.', draft)).toBeUndefined();
  });
});
