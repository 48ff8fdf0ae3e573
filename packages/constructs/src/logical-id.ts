import { TerraformStack, type TerraformResource } from 'cdktf';

/** What parts are named after: a resource, or what stands for one that is not in the stack. */
export interface PartOwner {
  readonly friendlyUniqueId: string;
}

const taken = new WeakMap<TerraformStack, Set<string>>();

/**
 * Gives a part of another resource an address to read, `orders_producer`, in place of the construct path's hash. Where
 * another part has that address in the stack already, the hash stays: two resources must not share one.
 */
export function nameAfterOwner(part: TerraformResource, owner: PartOwner, name: string): void {
  const stack = TerraformStack.of(part);
  const addresses = taken.get(stack) ?? new Set<string>();
  taken.set(stack, addresses);
  const logicalId = `${owner.friendlyUniqueId}_${name}`.replace(/[^A-Za-z0-9_-]/g, '_');
  const address = `${part.terraformResourceType}.${logicalId}`;
  if (addresses.has(address)) return;
  addresses.add(address);
  part.overrideLogicalId(logicalId);
}
