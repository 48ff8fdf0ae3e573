import { outgoingMessage, type MessageDetail } from '../../api/messages.js';
import { checkDraft, draftOfMessage, emptyDraft, type SendDraft } from './draft.js';

function draft(changes: Partial<SendDraft>): SendDraft {
  return { ...emptyDraft, ...changes };
}

describe('a draft', () => {
  it('is a message that the server takes', () => {
    const { message } = checkDraft(
      draft({
        body: '{"amount": 3}',
        texts: { messageId: 'm-1', sessionId: 's', to: '' },
        timeToLive: '1.5',
        timeUnit: 'h',
        scheduledFor: '2026-01-31T12:00Z',
        properties: [
          { name: 'tenant', type: 'string', value: '7' },
          { name: 'amount', type: 'number', value: '7' },
          { name: 'urgent', type: 'boolean', value: 'true' },
          { name: 'placed', type: 'date', value: '2026-01-31' },
          { name: 'note', type: 'null', value: 'ignored' },
        ],
      }),
    );
    expect(outgoingMessage.parse(message)).toEqual({
      body: { kind: 'json', value: { amount: 3 } },
      messageId: 'm-1',
      sessionId: 's',
      timeToLive: 5_400_000,
      scheduledEnqueueTimeUtc: '2026-01-31T12:00:00.000Z',
      applicationProperties: {
        tenant: '7',
        amount: 7,
        urgent: true,
        placed: { date: '2026-01-31T00:00:00.000Z' },
        note: null,
      },
    });
  });

  it('keeps a long number of its JSON by sending the text as it is', () => {
    const body = '{"id": 9007199254740993}';
    expect(checkDraft(draft({ body })).message?.body).toEqual({ kind: 'text', value: body });
  });

  it.each<{ field: string; changes: Partial<SendDraft> }>([
    { field: 'body', changes: { body: '{' } },
    { field: 'body', changes: { bodyKind: 'base64', body: 'abc' } },
    { field: 'timeToLive', changes: { timeToLive: '-1' } },
    { field: 'scheduledFor', changes: { scheduledFor: 'soon' } },
    { field: 'count', changes: { count: '0' } },
    { field: 'count', changes: { count: '1001' } },
    { field: 'property:0', changes: { properties: [{ name: '', type: 'string', value: 'x' }] } },
    { field: 'property:0', changes: { properties: [{ name: 'n', type: 'number', value: '' }] } },
    { field: 'property:0', changes: { properties: [{ name: 'b', type: 'boolean', value: 'yes' }] } },
    { field: 'property:0', changes: { properties: [{ name: 'd', type: 'date', value: 'soon' }] } },
    {
      field: 'property:1',
      changes: {
        properties: [
          { name: 'a', type: 'string', value: '1' },
          { name: 'a', type: 'string', value: '2' },
        ],
      },
    },
  ])('is told at $field what is wrong: $changes', ({ field, changes }) => {
    const { problems, message } = checkDraft(draft(changes));
    expect([...problems.keys()]).toEqual([field]);
    expect(message).toBeUndefined();
  });
});

describe('a draft of a message that is there', () => {
  const detail: MessageDetail = {
    sequenceNumber: '5',
    messageId: 'm-1',
    subject: 'order',
    sessionId: null,
    state: 'active',
    enqueuedAt: null,
    scheduledFor: null,
    expiresAt: null,
    deliveryCount: 1,
    contentType: null,
    size: 2,
    reason: null,
    description: null,
    preview: '',
    system: [
      { name: 'messageId', type: 'string', value: 'm-1' },
      { name: 'subject', type: 'string', value: 'order' },
      { name: 'timeToLive', type: 'number', value: '7200000' },
      { name: 'sequenceNumber', type: 'number', value: '5' },
    ],
    applicationProperties: [
      { name: 'amount', type: 'number', value: '7' },
      { name: 'id', type: 'other', value: 'a-b-c' },
      { name: 'note', type: 'null', value: 'null' },
    ],
    body: { kind: 'data', size: 2, json: '{}', text: '{}', base64: 'e30=', truncated: false },
    history: [],
  };

  it('has its properties, and nothing of what the broker gave it', () => {
    expect(draftOfMessage(detail)).toEqual({
      ...emptyDraft,
      body: '{}',
      texts: { messageId: 'm-1', subject: 'order' },
      timeToLive: '2',
      timeUnit: 'h',
      properties: [
        { name: 'amount', type: 'number', value: '7' },
        { name: 'id', type: 'string', value: 'a-b-c' },
        { name: 'note', type: 'null', value: '' },
      ],
    });
  });

  it('says nothing of a time to live that means never', () => {
    const system = [{ name: 'timeToLive', type: 'number' as const, value: '922337203685477' }];
    expect(draftOfMessage({ ...detail, system }).timeToLive).toBe('');
  });

  it.each([
    { body: { json: null, text: 'plain', base64: 'cGxhaW4=' }, kind: 'text', value: 'plain' },
    { body: { json: null, text: null, base64: '/w==' }, kind: 'base64', value: '/w==' },
  ])('has a body as $kind', ({ body, kind, value }) => {
    expect(draftOfMessage({ ...detail, body: { ...detail.body, ...body } })).toMatchObject({
      bodyKind: kind,
      body: value,
    });
  });
});
