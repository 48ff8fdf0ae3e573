import { z } from 'zod';

/** A schema as OpenAPI 3.1 takes it, which is JSON Schema of draft 2020-12: what a sender has to keep to. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const jsonSchema: Record<string, unknown> = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  // The document says it once for all of its schemas.
  delete jsonSchema['$schema'];
  return jsonSchema;
}
