import { existsSync, readFileSync } from 'node:fs';
import {
  entityResourceTypes,
  readEarlierEntities,
  replacingChanges,
  SynthesizedStackError,
  type EarlierEntity,
  type ReplacingChange,
} from '@ams/service-bus-model';
import { Annotations, TerraformResource, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { attributesOf } from './synthesized-attributes.js';

/**
 * Warns at synth when a stack would delete messages: where a namespace, queue, topic or subscription of an earlier
 * version is changed in a way for which Terraform deletes it and makes a new one, where it is gone, and where it only
 * has another address. Terraform's plan tells of it later, among much else, and applies it all the same.
 *
 * ```ts
 * Aspects.of(stack).add(WarnOnReplacement.comparedWith('terraform.ordering.tfstate'));
 * ```
 */
export class WarnOnReplacement implements IAspect {
  private readonly earlier: readonly EarlierEntity[];

  /**
   * @param earlier parsed JSON of Terraform's state (`terraform state pull`) or of an earlier `cdk.tf.json` of the stack
   * @throws {SynthesizedStackError} if it is neither
   */
  constructor(earlier: unknown) {
    this.earlier = readEarlierEntities(earlier);
  }

  /**
   * Compares with a file, and with nothing where there is none: before the first deployment there are no messages.
   *
   * @throws {SynthesizedStackError} if it is neither a state nor a synthesized stack
   */
  static comparedWith(file: string): WarnOnReplacement {
    return new WarnOnReplacement(existsSync(file) ? parsed(file) : {});
  }

  visit(node: IConstruct): void {
    if (TerraformStack.isStack(node)) this.compare(node);
  }

  private compare(stack: TerraformStack): void {
    const entities = stack.node.findAll().filter(isEntity);
    const addresses = new Set(entities.map(addressOf));
    const moved = movedAddresses(entities);
    const gone = this.earlier.filter(({ address }) => !addresses.has(address) && !moved.has(address));
    const readdressed = new Set<EarlierEntity>();
    for (const entity of entities) {
      const attributes = attributesOf(entity);
      const before = this.earlier.find(({ address }) => address === (sourceOf(entity) ?? addressOf(entity)));
      const twin =
        before ??
        gone.find((other) => !readdressed.has(other) && isTwin(other, entity.terraformResourceType, attributes));
      if (before === undefined && twin !== undefined) {
        readdressed.add(twin);
        Annotations.of(entity).addWarning(readdressedText(twin, addressOf(entity)));
      }
      if (before === undefined) continue;
      const changes = replacingChanges(before.type, before.attributes, attributes);
      if (changes.length > 0) Annotations.of(entity).addWarning(replacedText(before, changes));
    }
    for (const entity of gone.filter((one) => !readdressed.has(one))) {
      Annotations.of(stack).addWarning(goneText(entity));
    }
  }
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const cure = 'Pass what "terraform state pull" or "cdktf synth" writes, or take the broken file away';
    throw new SynthesizedStackError(file, `it is no JSON (${error.message}). ${cure}.`);
  }
}

const isEntity = (node: IConstruct): node is TerraformResource =>
  TerraformResource.isTerraformResource(node) && entityResourceTypes.includes(node.terraformResourceType);

const addressOf = (resource: TerraformResource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

/** The address that the program tells Terraform to move the resource from. */
function sourceOf(resource: TerraformResource): string | undefined {
  const { moved } = resource.toTerraform() as { readonly moved?: readonly { from: string; to: string }[] };
  return moved?.find(({ to }) => to === addressOf(resource))?.from;
}

const movedAddresses = (entities: readonly TerraformResource[]) => new Set(entities.map(sourceOf));

function isTwin(earlier: EarlierEntity, type: string, { name }: Readonly<Record<string, unknown>>): boolean {
  return earlier.type === type && earlier.attributes['name'] === name;
}

/** What to call an entity, and what goes with it. */
const kinds: Readonly<Record<string, readonly [kind: string, contents: string]>> = {
  azurerm_servicebus_namespace: ['namespace', 'all its queues, topics and messages'],
  azurerm_servicebus_queue: ['queue', 'its messages'],
  azurerm_servicebus_topic: ['topic', 'its subscriptions and their messages'],
  azurerm_servicebus_subscription: ['subscription', 'its messages'],
};

function wordsFor({ type, attributes }: EarlierEntity) {
  const [kind = 'resource', contents = 'what is in it'] = kinds[type] ?? [];
  return { kind, contents, name: String(attributes['name']) };
}

function replacedText(before: EarlierEntity, changes: readonly ReplacingChange[]): string {
  const { kind, contents, name } = wordsFor(before);
  const list = changes.map(
    ({ argument, before, after }) => `${argument} from ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
  );
  return `Terraform would delete the ${kind} ${name} with ${contents} and make a new one, for a change of ${list.join(' and of ')}. Undo it; or make a second ${kind} with it, let the senders change over, let the receivers empty this one, and then take it out.`;
}

function readdressedText(before: EarlierEntity, address: string): string {
  const { kind, contents, name } = wordsFor(before);
  return `Terraform would delete the ${kind} ${name} with ${contents} and make a new one, since its address was ${before.address} and is ${address}. Call resource.moveFromId('${before.address}'), or give the construct its former id.`;
}

function goneText(before: EarlierEntity): string {
  const { kind, contents, name } = wordsFor(before);
  return `Terraform would delete the ${kind} ${name} with ${contents}, since ${before.address} is no longer in the stack. Let the receivers empty it first, or put it back.`;
}
