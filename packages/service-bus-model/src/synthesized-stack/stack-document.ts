import { z } from 'zod';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/** A resource block: attributes by name as CDKTF wrote them, references unresolved. */
export interface StackResource {
  /** Terraform's address, `azurerm_servicebus_queue.orders`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Where the construct stands, `messaging-dev/orders`; absent in documents that CDKTF did not write. */
  readonly constructPath?: string;
}

/** What the reader uses of a `cdk.tf.json`. */
export interface StackDocument {
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Defaults of the variables; undefined for a variable without one. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locals: Readonly<Record<string, unknown>>;
}

const withoutComments = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== '//'))
    : value;

/** A record of named things. CDKTF writes metadata under `//`. */
const named = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(withoutComments, z.record(z.string(), schema)).default({});

const outputSchema = z
  .object({ value: z.unknown().optional() })
  .refine(({ value }) => value !== undefined, 'an output needs a value');

const documentSchema = z.object({
  resource: named(named(z.record(z.string(), z.unknown()))),
  output: named(outputSchema),
  variable: named(z.object({ default: z.unknown().optional() })),
  locals: named(z.unknown()),
});

const metadataSchema = z.object({ metadata: z.object({ path: z.string() }) });

/**
 * Checks the parsed JSON of a `cdk.tf.json` and takes what the reader uses.
 * @throws SynthesizedStackError it is not the JSON of a stack
 */
export function parseStackDocument(json: unknown): StackDocument {
  const parsed = documentSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') || 'the document';
    throw new SynthesizedStackError(
      place,
      `${issue?.message ?? 'it cannot be read'}. Pass the parsed JSON of a cdk.tf.json, as "cdktf synth" writes it.`,
    );
  }
  const { resource, output, variable, locals } = parsed.data;
  return {
    resources: new Map(
      Object.entries(resource).flatMap(([type, blocks]) =>
        Object.entries(blocks).map(([label, attributes]) => [`${type}.${label}`, toResource(type, label, attributes)]),
      ),
    ),
    outputs: Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value])),
    variables: Object.fromEntries(Object.entries(variable).map(([name, block]) => [name, block.default])),
    locals,
  };
}

function toResource(type: string, label: string, block: Readonly<Record<string, unknown>>): StackResource {
  const { '//': comment, ...attributes } = block;
  const metadata = metadataSchema.safeParse(comment);
  return {
    address: `${type}.${label}`,
    type,
    attributes,
    ...(metadata.success && { constructPath: metadata.data.metadata.path }),
  };
}

/** The resources of a type, in the order of the document. */
export function resourcesOfType(document: StackDocument, type: string): readonly StackResource[] {
  return [...document.resources.values()].filter((resource) => resource.type === type);
}

/** Names a resource, and its construct where it is known, in messages to people. */
export function placeOf(resource: StackResource, attribute?: string): string {
  const place = attribute === undefined ? resource.address : `${resource.address}.${attribute}`;
  return resource.constructPath === undefined ? place : `construct ${resource.constructPath}, ${place}`;
}
