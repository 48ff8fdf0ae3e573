import { z } from 'zod';
import { stackOutputDefinitions, type OutputKey } from './definitions.js';

/** What every connection string of Service Bus carries, in any order; entity path and emulator flag may follow. */
const connectionStringParts = [
  /(^|;)Endpoint=sb:\/\/[^;]+/i,
  /(^|;)SharedAccessKeyName=[^;]+/i,
  /(^|;)SharedAccessKey=[^;]+/i,
];

const name = z.string({ error: 'must be text' }).regex(/^\S+$/, 'must be a name without spaces, and not empty');

const hostname = z
  .string({ error: 'must be text' })
  .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, 'must be a host name, optionally with a port');

const connectionString = z
  .string({ error: 'must be text' })
  .refine((value) => connectionStringParts.every((part) => part.test(value)), {
    error: 'must be a connection string: Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…',
  });

/** The shape that a value of this output must have. */
export function outputSchema(key: OutputKey): z.ZodType<string> {
  if (stackOutputDefinitions[key].sensitive) return connectionString;
  return key === 'namespaceHostname' ? hostname : name;
}

/** What `cdktf deploy --outputs-file` writes: outputs by stack. Values are looked at one by one, later. */
export const deployedStackSchema = z.record(z.string(), z.unknown());

/** One entry of `terraform output -json`. */
export const terraformOutputSchema = z.object({ value: z.unknown(), sensitive: z.boolean().optional() });
