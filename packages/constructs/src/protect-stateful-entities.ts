import { entityResourceTypes } from '@ams/service-bus-model';
import { TerraformResource, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { attributesOf } from './synthesized-attributes.js';

export interface ProtectStatefulEntitiesProps {
  /**
   * What may go: constructs, with all that is in them.
   * @default nothing
   */
  readonly except?: readonly IConstruct[];
}

/**
 * Gives all namespaces, queues, topics and subscriptions Terraform's `prevent_destroy`: a plan that would delete or
 * replace one, and with it its messages, fails. Those that delete themselves when idle are left alone.
 *
 * It guards what is in the program: who takes a construct out takes its guard out too. `WarnOnReplacement` tells of that.
 *
 * ```ts
 * Aspects.of(stack).add(new ProtectStatefulEntities());
 * ```
 */
export class ProtectStatefulEntities implements IAspect {
  private readonly exceptions: ReadonlySet<IConstruct>;

  constructor({ except = [] }: ProtectStatefulEntitiesProps = {}) {
    this.exceptions = new Set(except);
  }

  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || !entityResourceTypes.includes(node.terraformResourceType))
      return;
    if (node.node.scopes.some((scope) => this.exceptions.has(scope))) return;
    if (attributesOf(node)['auto_delete_on_idle'] !== undefined) return;
    node.lifecycle = { ...node.lifecycle, preventDestroy: true };
  }
}
