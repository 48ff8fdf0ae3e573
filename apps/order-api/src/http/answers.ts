import { z } from 'zod';
import type { OrderRecord } from '../orders/intake.js';
import { jsonSchemaOf } from './json-schema.js';
import { problemMediaType, problemSchema } from './problem.js';

const status = z.enum(['accepted', 'published', 'refused']).meta({
  description: 'accepted: kept, and published soon; published: in its queue; refused: the broker cannot take it.',
});

/** Answer to an order that was accepted. */
export const acceptedSchema = z
  .object({ order_id: z.string(), status })
  .meta({ description: 'The order is accepted.', examples: [{ order_id: 'A-1', status: 'accepted' }] });

/** Answer to the question after an order. */
export const orderStatusSchema = z
  .object({
    order_id: z.string(),
    status,
    accepted_at: z.iso.datetime(),
    published_at: z.iso.datetime().optional(),
    refused_at: z.iso.datetime().optional(),
    problem: z.string().optional().meta({ description: 'Why the broker cannot take it.' }),
  })
  .meta({ description: 'Where the order is on its way.' });

export function orderStatusOf(record: OrderRecord): z.infer<typeof orderStatusSchema> {
  const { orderId, acceptedAt, settledAt, refusal } = record;
  const settled = settledAt === undefined ? {} : { [`${record.status}_at`]: timeOf(settledAt) };
  return {
    order_id: orderId,
    status: record.status,
    accepted_at: timeOf(acceptedAt),
    ...settled,
    ...(refusal === undefined ? {} : { problem: refusal }),
  };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Headers of an answer, by their names: what they say. */
type AnswerHeaders = Readonly<Record<string, string>>;

/** An answer of JSON for a route's schema. */
export function jsonAnswer(schema: z.ZodType, headers: AnswerHeaders = {}): object {
  const { description, examples, ...jsonSchema } = jsonSchemaOf(schema);
  const [example] = Array.isArray(examples) ? (examples as unknown[]) : [];
  const media = { schema: jsonSchema, ...(example === undefined ? {} : { example }) };
  return { description, headers: headerSchemas(headers), content: { 'application/json': media } };
}

/** An answer that is a problem, for a route's schema. */
export function problemAnswer(description: string, headers: AnswerHeaders = {}): object {
  const media = { schema: jsonSchemaOf(problemSchema) };
  return { description, headers: headerSchemas(headers), content: { [problemMediaType]: media } };
}

function headerSchemas(headers: AnswerHeaders): object {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]),
  );
}
