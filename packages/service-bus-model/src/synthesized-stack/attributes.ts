import { z } from 'zod';
import type { Resolve } from './references.js';
import { placeOf, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/**
 * The attributes that the schema names, with references resolved and values checked. Others are not looked at: they may
 * refer to what only Azure knows, and the topology does not need them.
 * @throws SynthesizedStackError
 */
export function readAttributes<Schema extends z.ZodObject>(
  resource: StackResource,
  schema: Schema,
  resolve: Resolve,
): z.output<Schema> {
  const known = Object.keys(schema.shape).flatMap((name) => {
    const value = resource.attributes[name] ?? undefined;
    return value === undefined ? [] : [[name, resolve(value, placeOf(resource, name))] as const];
  });
  const parsed = schema.safeParse(Object.fromEntries(known));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const attribute = issue?.path.join('.') || undefined;
  throw new SynthesizedStackError(
    placeOf(resource, attribute),
    `${issue?.message ?? 'it cannot be read'}. Set it as the azurerm provider documents ${resource.type}.`,
  );
}

/** One attribute that has to be there, as text. @throws SynthesizedStackError */
export function readText(resource: StackResource, attribute: string, resolve: Resolve): string {
  return String(readAttributes(resource, z.object({ [attribute]: z.string() }), resolve)[attribute]);
}

/** A nested block: Terraform's JSON has an array of objects, or one object. */
export const blocks = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : [value ?? undefined].filter((block) => block !== undefined)),
    z.array(schema),
  );
