import { compositeAt } from './decoding.js';
import { described, int, list, map, nothing, text } from './encoding.js';
import { sectionCodes, sectionsOf } from './sections.js';

/** Position of the message id, and of the correlation id, in the properties of a message. */
const messageIdIndex = 0;
const correlationIdIndex = 5;

const accepted = described(
  sectionCodes.applicationProperties,
  map([text('status-code'), int(202), text('status-description'), text('Accepted')]),
);

/** `$cbs` takes every token. @param request encoded @returns the answer, encoded */
export function tokenAnswer(request: Buffer): Buffer {
  const properties = [...sectionsOf(request)].find(({ code }) => code === sectionCodes.properties);
  const fields = properties === undefined ? [] : compositeAt(request, properties.start).fields;
  const answered = Array.from({ length: correlationIdIndex }, () => nothing);
  return Buffer.concat([
    described(sectionCodes.properties, list([...answered, fields[messageIdIndex] ?? nothing])),
    accepted,
    described(sectionCodes.value, nothing),
  ]);
}
