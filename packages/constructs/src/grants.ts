import { createHash } from 'node:crypto';
import { dataRoleOf, principalProblems, type AccessRight, type DataRole } from '@ams/service-bus-model';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment/index.js';
import { Construct } from 'constructs';
import { isUnresolved, known } from './known.js';
import { nameAfterOwner, type PartOwner } from './logical-id.js';
import { readPrincipal, referenceProblems, type Principal } from './principal.js';
import { refuse } from './refusal.js';
import { originOf } from './token-origin.js';

export interface ServiceBusGrantProps {
  /** What the principal may do. Manage includes the other two. */
  readonly right: AccessRight;
  readonly principal: Principal;
  /** The namespace, queue, topic or subscription in the synthesized stack, and all in it. */
  readonly target: GrantTarget;
}

/** What access is granted to. */
export type GrantTarget = PartOwner & { readonly id: string };

/**
 * A role of Entra ID for messages, assigned on a namespace, queue, topic or subscription. Made by its `grantSend`,
 * `grantReceive` and `grantManage`.
 *
 * @throws {AzureRefusalError} for a principal that Azure would refuse
 */
export class ServiceBusGrant extends Construct {
  /** The azurerm resource: for what this construct does not offer, and for `dependsOn` of what needs the access. */
  readonly resource: RoleAssignment;
  readonly role: DataRole;

  constructor(scope: Construct, id: string, { right, principal, target }: ServiceBusGrantProps) {
    super(scope, id);
    const { problems, ...reference } = readPrincipal(principal);
    const { text } = originOf(reference.principalId, this);
    refuse(this, [...principalProblems(known(reference)), ...problems, ...referenceProblems(text)]);
    this.role = dataRoleOf[right];
    this.resource = new RoleAssignment(this, 'Default', {
      scope: target.id,
      // By name, since the provider wants a definition's id with the subscription's in it, or replaces it at each plan.
      roleDefinitionName: this.role,
      ...reference,
    });
    nameAfterOwner(this.resource, target, id.replace('-', '_'));
  }
}

const verbs: Readonly<Record<AccessRight, string>> = { Send: 'send', Listen: 'receive', Manage: 'manage' };

const grants = new WeakMap<Construct, Map<string, ServiceBusGrant>>();

/**
 * Grants a principal a right on what the owner stands for. Azure takes a role once for each principal and scope, so a
 * second time yields the first grant.
 *
 * @throws {AzureRefusalError} for a principal that Azure would refuse
 */
export function grant(
  owner: Construct,
  target: GrantTarget,
  right: AccessRight,
  principal: Principal,
): ServiceBusGrant {
  const given = grants.get(owner) ?? new Map<string, ServiceBusGrant>();
  grants.set(owner, given);
  const { key, name } = identityOf(owner, principal);
  const verb = verbs[right];
  const existing = given.get(`${verb} ${key}`);
  if (existing !== undefined) return existing;

  const id = `${verb}-${name}`;
  // Two principals of one name are told apart by what they are.
  const free = owner.node.tryFindChild(id) === undefined ? id : `${id}-${hash(key)}`;
  const made = new ServiceBusGrant(owner, free, { right, principal, target });
  given.set(`${verb} ${key}`, made);
  return made;
}

/** What tells the principal from others, and what to call it in addresses: those stay, or Azure refuses the new one. */
function identityOf(owner: Construct, principal: Principal): { readonly key: string; readonly name: string } {
  const { principalId } = readPrincipal(principal);
  if (!isUnresolved(principalId)) return { key: principalId.toLowerCase(), name: principalId.toLowerCase() };
  const { text, stacks } = originOf(principalId, owner);
  const resource = /^\$\{(?:data\.)?\w+\.([\w-]+)/.exec(text)?.[1];
  return { key: [...stacks, text].join(' '), name: resource ?? hash(text) };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
