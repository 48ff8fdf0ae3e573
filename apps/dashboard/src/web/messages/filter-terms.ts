import type { MessageFilter } from '../../api/messages.js';

/** What a term of a filter is about. */
export type TermKind = 'text' | 'system' | 'property' | 'body' | 'reason';

/** One term of a filter, as a chip shows it: `system` and `deliveryCount>=3`. */
export interface FilterTerm {
  readonly kind: TermKind;
  readonly text: string;
}

export interface TermKindHelp {
  readonly kind: TermKind;
  readonly label: string;
  readonly placeholder: string;
  /** What can be written, in one sentence. */
  readonly rule: string;
  readonly examples: readonly string[];
}

/** What can be filtered by, and how it is written. */
export const termKinds: readonly TermKindHelp[] = [
  {
    kind: 'text',
    label: 'Body text',
    placeholder: 'text that the body contains',
    rule: 'Found anywhere in the body, in any case.',
    examples: ['timeout', 'ada@example.com'],
  },
  {
    kind: 'system',
    label: 'System property',
    placeholder: 'deliveryCount>=3',
    rule: 'A name alone asks whether there is a value. Compare with = != < <= > >= or ~ (contains, in any case).',
    examples: [
      'messageId=42',
      'subject~order',
      'deliveryCount>=3',
      'state=scheduled',
      'enqueuedTimeUtc>2026-01-31T12:00Z',
    ],
  },
  {
    kind: 'property',
    label: 'Application property',
    placeholder: 'type=order',
    rule: 'The same comparisons, on the properties that the sender gave the message.',
    examples: ['type=order', 'amount>100', 'tenant'],
  },
  {
    kind: 'body',
    label: 'JSONPath in body',
    placeholder: '$.customer.country=DE',
    rule: 'A JSONPath (RFC 9535) into a JSON body, alone or with a comparison. One of the values found must hold.',
    examples: ['$.amount>100', "$.items[?@.sku=='A-1']", '$.customer.country=DE'],
  },
  {
    kind: 'reason',
    label: 'Dead-letter reason',
    placeholder: 'MaxDeliveryCountExceeded',
    rule: 'Found in reason or description of a dead letter, in any case.',
    examples: ['MaxDeliveryCountExceeded', 'ValidationError'],
  },
];

/** System properties that a condition can name: those of @azure/service-bus. */
export const systemProperties: readonly string[] = [
  'messageId',
  'subject',
  'contentType',
  'correlationId',
  'sessionId',
  'replyTo',
  'replyToSessionId',
  'to',
  'partitionKey',
  'timeToLive',
  'sequenceNumber',
  'enqueuedSequenceNumber',
  'enqueuedTimeUtc',
  'scheduledEnqueueTimeUtc',
  'expiresAtUtc',
  'deliveryCount',
  'state',
  'deadLetterSource',
];

export function helpOf(kind: TermKind): TermKindHelp {
  const help = termKinds.find((known) => known.kind === kind);
  if (help === undefined) throw new RangeError(`no filter is about "${kind}"`);
  return help;
}

/** The terms of a filter, in the order in which they are shown. */
export function termsOf(filter: MessageFilter): readonly FilterTerm[] {
  return [
    ...single('text', filter.text),
    ...filter.system.map((text): FilterTerm => ({ kind: 'system', text })),
    ...filter.property.map((text): FilterTerm => ({ kind: 'property', text })),
    ...filter.body.map((text): FilterTerm => ({ kind: 'body', text })),
    ...single('reason', filter.reason),
  ];
}

/** A filter of terms. Body text and reason can be asked for once each: the last of them counts. */
export function filterOfTerms(terms: readonly FilterTerm[]): MessageFilter {
  const of = (kind: TermKind) => terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const text = of('text').at(-1);
  const reason = of('reason').at(-1);
  return {
    ...(text === undefined ? {} : { text }),
    system: of('system'),
    property: of('property'),
    body: of('body'),
    ...(reason === undefined ? {} : { reason }),
  };
}

export function isEmptyFilter(filter: MessageFilter): boolean {
  return termsOf(filter).length === 0;
}

/** The term that a refusal of the server is about: the one it quotes. Undefined if it quotes none of them. */
export function refusedTerm(terms: readonly FilterTerm[], problem: string): FilterTerm | undefined {
  return (
    terms.find(({ text }) => problem.includes(`"${text}"`)) ?? terms.find(({ text }) => quotesPartOf(text, problem))
  );
}

/** A refusal of a JSONPath quotes the path without its comparison. */
function quotesPartOf(text: string, problem: string): boolean {
  const quoted = /"([^"]+)"/.exec(problem)?.[1];
  return quoted !== undefined && text.startsWith(quoted);
}

function single(kind: TermKind, text: string | undefined): readonly FilterTerm[] {
  return text === undefined || text === '' ? [] : [{ kind, text }];
}
