import { z } from 'zod';

/** Name of the header, as a document shows it. */
export const idempotencyKeyHeader = 'Idempotency-Key';

const rule = 'must be 1 to 128 visible ASCII characters, in quotes or not: a UUID, for example';

/** A key as draft-ietf-httpapi-idempotency-key-header has it, in quotes, or as most clients send it, without. */
export const idempotencyKeySchema = z
  .string(rule)
  .regex(/^(?:"[\x20\x21\x23-\x5b\x5d-\x7e]{1,128}"|[\x21\x23-\x5b\x5d-\x7e]{1,128})$/, rule)
  .meta({
    description:
      'A request that is sent again with the same key is answered with the same id, and its order is published once.',
    examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
  });

/** Headers as Node has them. */
export const orderHeadersSchema = z.object({ 'idempotency-key': idempotencyKeySchema.optional() });

/** The key without its quotes; undefined where there is none. For a header that was checked. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : undefined;
}
