import { z } from 'zod';
import { entityResourceTypes } from '../replacement.js';
import { parseStackDocument } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/** A namespace, queue, topic or subscription as it was before. */
export interface EarlierEntity {
  /** Terraform's address, `azurerm_servicebus_queue.orders`. */
  readonly address: string;
  readonly type: string;
  /** Arguments in Terraform's spelling. In a state they are values, in a synthesized stack they may be expressions. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

const stateVersion = 4;

const instanceSchema = z.object({
  index_key: z.union([z.string(), z.number()]).optional(),
  attributes: z.record(z.string(), z.unknown()),
});

const stateSchema = z.object({
  version: z.literal(stateVersion),
  resources: z.array(
    z.object({
      module: z.string().optional(),
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      instances: z.array(instanceSchema),
    }),
  ),
});

/**
 * The entities of an earlier deployment: from a state of Terraform (`terraform.tfstate`, `terraform state pull`), which
 * tells what there is, or from an earlier `cdk.tf.json`, which tells what was to be.
 * @param json the parsed JSON
 * @throws SynthesizedStackError it is neither
 */
export function readEarlierEntities(json: unknown): readonly EarlierEntity[] {
  const entities = isState(json) ? readState(json) : [...parseStackDocument(json).resources.values()];
  return entities.filter(({ type }) => entityResourceTypes.includes(type));
}

function isState(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'terraform_version' in json;
}

function readState(json: unknown): readonly EarlierEntity[] {
  const parsed = stateSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SynthesizedStackError(
      issue?.path.join('.') || 'the state',
      `${issue?.message ?? 'it cannot be read'}. Pass a state of version ${stateVersion}, as "terraform state pull" writes it.`,
    );
  }
  return parsed.data.resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ module, type, name, instances }) =>
      instances.map(({ index_key: index, attributes }) => ({
        address: `${module === undefined ? '' : `${module}.`}${type}.${name}${index === undefined ? '' : `[${JSON.stringify(index)}]`}`,
        type,
        attributes,
      })),
    );
}
