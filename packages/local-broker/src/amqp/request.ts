import rhea from 'rhea';

import { BrokerError } from '../engine/errors.js';
import { propertyIndex } from '../message/encoded-message.js';
import { codec, elementAt, malformed, openCompound, readTyped, type Typed } from '../message/encoding.js';
import { mapCodes, checkSections, type Section, sectionCode, sectionsOf } from '../message/sections.js';

/** A message to `$cbs` or a `$management` node. */
export interface NodeRequest {
  /** Echoed as correlation id, with the AMQP type it came in. */
  readonly messageId: Typed | undefined;
  readonly replyTo: string | undefined;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  /** The value in its body. */
  readonly body: Typed | undefined;
}

/** What goes back. Status codes are HTTP's. */
export interface NodeResponse {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly errorCondition?: string | undefined;
  readonly body?: Typed | undefined;
}

/** @throws BrokerError `amqp:decode-error` */
export function decodeRequest(bytes: Buffer): NodeRequest {
  const sections = sectionsOf(bytes);
  checkSections(bytes, sections);
  const sectionOf = (wanted: number): Section | undefined => sections.find(({ code }) => code === wanted);
  const properties = sectionOf(sectionCode.properties);
  const value = sectionOf(sectionCode.value);
  let message;
  try {
    message = rhea.message.decode(bytes);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
  return {
    messageId: properties && messageIdIn(bytes, properties),
    replyTo: message.reply_to ?? undefined,
    applicationProperties: message.application_properties ?? {},
    body: value && readTyped(bytes, value.value),
  };
}

/** AMQP type codes that a message id can have: ulong, uuid, binary, string. */
const messageIdCodes: ReadonlySet<number> = new Set([0x44, 0x53, 0x80, 0x98, 0xa0, 0xb0, 0xa1, 0xb1]);

function messageIdIn(bytes: Buffer, properties: Section): Typed | undefined {
  const offset = elementAt(bytes, openCompound(bytes, properties.value), propertyIndex.messageId);
  if (offset === undefined) return undefined;
  const messageId = readTyped(bytes, offset);
  if (messageId.descriptor || !messageIdCodes.has(messageId.type.typecode)) {
    throw malformed(`a ${messageId.type.name} is no message id`);
  }
  return messageId;
}

/** The names under which a node reports how a request went: `$cbs` and `$management` spell them differently. */
export interface StatusNames {
  readonly statusCode: string;
  readonly statusDescription: string;
  readonly errorCondition: string;
}

export function encodeResponse(request: NodeRequest, response: NodeResponse, names: StatusNames): Buffer {
  const { types } = rhea;
  const trackingId = request.applicationProperties['com.microsoft:tracking-id'];
  return rhea.message.encode({
    // rhea takes values with their types as well, which its typings do not say.
    correlation_id: request.messageId as unknown as string,
    application_properties: {
      // Clients read the code as an int and nothing else.
      [names.statusCode]: types.wrap_int(response.statusCode),
      [names.statusDescription]: response.statusDescription,
      ...(response.errorCondition ? { [names.errorCondition]: types.wrap_symbol(response.errorCondition) } : {}),
      ...(typeof trackingId === 'string' ? { 'com.microsoft:tracking-id': trackingId } : {}),
    },
    body: response.body ?? null,
  });
}

/** The request's body as an object: a map with string keys. @throws BrokerError `com.microsoft:argument-error` */
export function bodyMap({ body }: NodeRequest): Readonly<Record<string, unknown>> {
  if (body === undefined || !mapCodes.has(body.type.typecode)) {
    throw new BrokerError('com.microsoft:argument-error', 'The body of a request to this node must be a map.');
  }
  return codec.unwrap(body) as Record<string, unknown>;
}
