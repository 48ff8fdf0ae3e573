import { describeProblems, eventSchema, orderSchema } from '@ams/messages';
import type { ServiceBusMessage } from '@azure/service-bus';
import { z } from 'zod';
import { eventMessage, orderMessage, uncheckedMessage } from './envelope.js';
import { kinds, type Kind } from './traffic.js';

/** One line of a traffic file: what it is, and its body. */
const lineSchema = z.object(
  {
    kind: z.enum(kinds, { error: `must be one of ${kinds.join(', ')}` }),
    body: z.unknown().refine((body) => body !== undefined, 'must be the body of the message'),
  },
  { error: 'must be {"kind":"order","body":{…}} or {"kind":"event","body":{…}}' },
);

export type LineReading =
  | { readonly ok: true; readonly kind: Kind; readonly message: ServiceBusMessage }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a line of a traffic file.
 *
 * @param unchecked whether the body is taken as it stands
 */
export function readLine(text: string, unchecked: boolean): LineReading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const line = lineSchema.safeParse(value);
  if (!line.success) return { ok: false, problem: describeProblems(line.error, value, 'the line') };
  const { kind, body } = line.data;
  if (unchecked) return { ok: true, kind, message: uncheckedMessage(kind, body) };
  return kind === 'order'
    ? readBody(kind, body, orderSchema, orderMessage)
    : readBody(kind, body, eventSchema, eventMessage);
}

function readBody<Body>(
  kind: Kind,
  body: unknown,
  schema: z.ZodType<Body>,
  toMessage: (body: Body) => ServiceBusMessage,
): LineReading {
  const checked = schema.safeParse(body);
  if (!checked.success) return { ok: false, problem: `${kind}: ${describeProblems(checked.error, body)}` };
  // The body as it was written: what the schema does not know is not the producer's to drop.
  return { ok: true, kind, message: { ...toMessage(checked.data), body } };
}
