import { actionGroupProblems, type EmailReceiver } from '@ams/service-bus-model';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group/index.js';
import type { IResolvable } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { known } from './known.js';
import { refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';

export interface EmailActionGroupProps {
  /** 1 to 260 characters, none of `: < > + / & % \ ? |`; unique in the resource group. */
  readonly name: string;
  /** 1 to 12 characters: the sender that text messages and the portal show. */
  readonly shortName: string;
  readonly resourceGroup: Pick<ResourceGroupReference, 'name'>;
  /** Who is told, at least one; names differ. Azure writes to new addresses to tell them so. */
  readonly emailReceivers: readonly EmailReceiver[];
  /**
   * Whether it tells anybody.
   * @default true
   */
  readonly enabled?: boolean | IResolvable;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What alerts need to know of an action group. */
export interface IActionGroup extends IConstruct {
  readonly actionGroupId: string;
}

/**
 * People who get an e-mail when an alert fires and when it is resolved. Mails have Azure's common alert schema, the same
 * for every kind of alert.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class EmailActionGroup extends Construct implements IActionGroup {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: MonitorActionGroup;
  readonly actionGroupId: string;

  constructor(scope: Construct, id: string, props: EmailActionGroupProps) {
    super(scope, id);
    const { name, shortName, resourceGroup, emailReceivers, enabled, tags } = props;
    refuse(this, [
      ...actionGroupProblems(
        known({ name, shortName, emailReceivers: emailReceivers.map((receiver) => known(receiver)) }),
      ),
      ...(emailReceivers.length > 0
        ? []
        : [
            {
              property: 'emailReceivers',
              value: emailReceivers,
              rule: 'an action group without receivers tells nobody',
              cure: "Give for example [{ name: 'oncall', emailAddress: 'oncall@example.com' }].",
            },
          ]),
    ]);

    this.resource = new MonitorActionGroup(this, 'Default', {
      name,
      shortName,
      resourceGroupName: resourceGroup.name,
      enabled,
      emailReceiver: emailReceivers.map((receiver) => ({ ...receiver, useCommonAlertSchema: true })),
      tags: tags && { ...tags },
    });
    this.actionGroupId = this.resource.id;
  }
}
