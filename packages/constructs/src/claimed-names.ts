import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import { knownValue } from './known.js';
import { refuse } from './refusal.js';

const claims = new WeakMap<object, Map<string, string>>();

/**
 * Refuses a second entity of the same name in one namespace, topic or subscription. Azure compares names without regard
 * to case, and queues and topics of a namespace share their names.
 *
 * @param owner the construct within which names differ
 * @throws {AzureRefusalError}
 */
export function claimName(owner: object, construct: IConstruct, name: string): void {
  const plain = knownValue(name);
  if (plain === undefined) return;
  const taken = claims.get(owner) ?? new Map<string, string>();
  const holder = taken.get(plain.toLowerCase());
  if (holder !== undefined) {
    refuse(construct, [
      {
        property: 'name',
        value: plain,
        rule: `${holder} has that name already, and Azure compares names without regard to case`,
        cure: 'Choose another name, or use the construct that is there.',
      },
    ]);
  }
  taken.set(plain.toLowerCase(), construct.node.path);
  claims.set(owner, taken);
}

const groups = new WeakMap<TerraformStack, Map<string, object>>();

/**
 * Refuses a second resource of the same kind and name in one resource group of the stack.
 *
 * @param resourceGroupName compared as written: two tokens for one group are taken for two groups
 * @throws {AzureRefusalError}
 */
export function claimNameInGroup(
  construct: IConstruct,
  kind: 'action group' | 'Logic App' | 'metric alert',
  resourceGroupName: string,
  name: string,
): void {
  const stack = TerraformStack.of(construct);
  const owners = groups.get(stack) ?? new Map<string, object>();
  groups.set(stack, owners);
  const key = `${kind} in ${resourceGroupName.toLowerCase()}`;
  const owner = owners.get(key) ?? {};
  owners.set(key, owner);
  claimName(owner, construct, name);
}
