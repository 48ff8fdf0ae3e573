import { formatJson } from '../../api/exact-json.js';
import type { MessageDetail, OutgoingMessage, PropertyView } from '../../api/messages.js';

export type DraftBodyKind = 'json' | 'text' | 'base64';

export const propertyTypes = ['string', 'number', 'boolean', 'date', 'null'] as const;

export interface DraftProperty {
  readonly name: string;
  readonly type: (typeof propertyTypes)[number];
  readonly value: string;
}

/** Properties of a message that are plain text, as @azure/service-bus calls them. */
export const textProperties = [
  'messageId',
  'subject',
  'contentType',
  'correlationId',
  'sessionId',
  'partitionKey',
  'to',
  'replyTo',
  'replyToSessionId',
] as const;

export type TextProperty = (typeof textProperties)[number];

/** Milliseconds of the units in which a time to live is written. */
export const timeUnits = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export type TimeUnit = keyof typeof timeUnits;

/** A message while it is being written: every field as it stands in the form. */
export interface SendDraft {
  readonly bodyKind: DraftBodyKind;
  readonly body: string;
  readonly texts: Readonly<Partial<Record<TextProperty, string>>>;
  readonly timeToLive: string;
  readonly timeUnit: TimeUnit;
  /** As a `datetime-local` field has it, in the time zone of the user; empty for at once. */
  readonly scheduledFor: string;
  readonly properties: readonly DraftProperty[];
  /** How often it is sent. */
  readonly count: string;
}

export const emptyDraft: SendDraft = {
  bodyKind: 'json',
  body: '{}',
  texts: { contentType: 'application/json' },
  timeToLive: '',
  timeUnit: 'min',
  scheduledFor: '',
  properties: [],
  count: '1',
};

/** A copy of a message that is there, to be sent again: with its properties, without what the broker gave it. */
export function draftOfMessage(message: MessageDetail): SendDraft {
  const { json, text, base64 } = message.body;
  const texts: Partial<Record<TextProperty, string>> = {};
  for (const name of textProperties) {
    const value = message.system.find((property) => property.name === name)?.value;
    if (value !== undefined && value !== '') texts[name] = value;
  }
  const body: Pick<SendDraft, 'bodyKind' | 'body'> =
    json === null
      ? text === null
        ? { bodyKind: 'base64', body: base64 }
        : { bodyKind: 'text', body: text }
      : { bodyKind: 'json', body: text === null ? json : formatJson(text) };
  return {
    ...emptyDraft,
    ...body,
    texts,
    ...timeToLiveOf(message.system),
    properties: message.applicationProperties.map(draftProperty),
  };
}

/** What cannot be said as one of AMQP's plain values is sent as its text. */
function draftProperty({ name, type, value }: PropertyView): DraftProperty {
  return { name, type: type === 'other' ? 'string' : type, value: type === 'null' ? '' : value };
}

/** In the largest unit that says it without a fraction. Half a million years and more is Service Bus's way to say never. */
function timeToLiveOf(system: readonly PropertyView[]): Partial<Pick<SendDraft, 'timeToLive' | 'timeUnit'>> {
  const milliseconds = Number(system.find(({ name }) => name === 'timeToLive')?.value ?? Number.NaN);
  if (!Number.isSafeInteger(milliseconds) || milliseconds <= 0 || milliseconds > 100 * 365 * timeUnits.d) return {};
  const unit = (['d', 'h', 'min'] as const).find((name) => milliseconds % timeUnits[name] === 0) ?? 's';
  return { timeToLive: String(milliseconds / timeUnits[unit]), timeUnit: unit };
}

/** A field of the form: a text property, `property:2` for the third application property, or one of the others. */
export type DraftField = TextProperty | 'body' | 'timeToLive' | 'scheduledFor' | 'count' | `property:${number}`;

export type DraftProblems = ReadonlyMap<DraftField, string>;

export interface CheckedDraft {
  readonly problems: DraftProblems;
  /** Only what has no problem. */
  readonly message: OutgoingMessage | undefined;
  readonly count: number;
}

/** Makes a message of a draft, or tells field by field what is in the way. */
export function checkDraft(draft: SendDraft): CheckedDraft {
  const problems = new Map<DraftField, string>();
  const body = bodyOf(draft, problems);
  const applicationProperties = propertiesOf(draft.properties, problems);
  const timeToLive = timeToLiveIn(draft, problems);
  const scheduledEnqueueTimeUtc = momentIn(draft.scheduledFor, problems);
  const count = countIn(draft.count, problems);
  const message = {
    body,
    ...filled(draft.texts),
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(scheduledEnqueueTimeUtc === undefined ? {} : { scheduledEnqueueTimeUtc }),
    applicationProperties,
  };
  return { problems, message: problems.size === 0 ? message : undefined, count };
}

type Problems = Map<DraftField, string>;

function bodyOf({ bodyKind, body }: SendDraft, problems: Problems): OutgoingMessage['body'] {
  const problem = bodyProblem(bodyKind, body);
  if (problem !== undefined) {
    problems.set('body', problem);
    return { kind: 'text', value: body };
  }
  switch (bodyKind) {
    case 'json':
      return isExactJson(body) ? { kind: 'json', value: JSON.parse(body) as unknown } : { kind: 'text', value: body };
    case 'text':
      return { kind: 'text', value: body };
    case 'base64':
      return { kind: 'base64', value: body.replace(/\s+/g, '') };
  }
}

/** What is wrong with a body of that kind; undefined if nothing is. */
export function bodyProblem(kind: DraftBodyKind, body: string): string | undefined {
  if (kind === 'text') return undefined;
  if (kind === 'base64') {
    const compact = body.replace(/\s+/g, '');
    return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(compact)
      ? undefined
      : 'This is no base64: groups of four of A-Z a-z 0-9 + /, the last filled up with =.';
  }
  try {
    JSON.parse(body);
    return undefined;
  } catch (error) {
    return `This is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Whether nothing is lost when the text is parsed and written again: long numbers would be rounded. */
function isExactJson(text: string): boolean {
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? [];
  return numbers.every((number) => !/^-?\d{16,}$/.test(number) || Number.isSafeInteger(Number(number)));
}

function propertiesOf(
  properties: readonly DraftProperty[],
  problems: Problems,
): NonNullable<OutgoingMessage['applicationProperties']> {
  const values: NonNullable<OutgoingMessage['applicationProperties']> = {};
  const names = new Set<string>();
  properties.forEach((property, index) => {
    const problem = propertyProblem(property, names);
    if (problem !== undefined) problems.set(`property:${index}`, problem);
    else values[property.name] = valueOf(property);
    names.add(property.name);
  });
  return values;
}

function propertyProblem({ name, type, value }: DraftProperty, names: ReadonlySet<string>): string | undefined {
  if (name === '') return 'Give the property a name, or take it away.';
  if (names.has(name)) return `There is another property "${name}": names are unique.`;
  if (type === 'number' && (value.trim() === '' || Number.isNaN(Number(value)))) return `"${value}" is no number.`;
  if (type === 'boolean' && value !== 'true' && value !== 'false') return `"${value}" is neither true nor false.`;
  if (type === 'date' && Number.isNaN(Date.parse(value))) {
    return `"${value}" is no moment: write it as in 2026-01-31T12:00:00Z.`;
  }
  return undefined;
}

function valueOf({ type, value }: DraftProperty): string | number | boolean | null | { date: string } {
  switch (type) {
    case 'number':
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'date':
      return { date: new Date(value).toISOString() };
    case 'null':
      return null;
    case 'string':
      return value;
  }
}

function timeToLiveIn({ timeToLive, timeUnit }: SendDraft, problems: Problems): number | undefined {
  if (timeToLive.trim() === '') return undefined;
  const milliseconds = Math.round(Number(timeToLive) * timeUnits[timeUnit]);
  if (Number.isSafeInteger(milliseconds) && milliseconds > 0) return milliseconds;
  problems.set('timeToLive', `"${timeToLive}" is no time to live: write a number above 0, or nothing.`);
  return undefined;
}

function momentIn(scheduledFor: string, problems: Problems): string | undefined {
  if (scheduledFor === '') return undefined;
  const moment = new Date(scheduledFor);
  if (!Number.isNaN(moment.getTime())) return moment.toISOString();
  problems.set('scheduledFor', `"${scheduledFor}" is no moment: choose a day and a time, or nothing to send at once.`);
  return undefined;
}

function countIn(text: string, problems: Problems): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_000) return count;
  problems.set('count', `"${text}" is no count: write a whole number from 1 to 1000.`);
  return 1;
}

function filled(texts: SendDraft['texts']): Partial<Record<TextProperty, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''));
}
