import { actionGroupProblems, tagProblems, type ActionGroupReceivers } from '@ams/service-bus-model';
import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group/index.js';
import { Annotations, type IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import { ImportedActionGroup, type IActionGroup } from './action-group-reference.js';
import { claimNameInGroup } from './claimed-names.js';
import { known, knownValue } from './known.js';
import { receiverArguments } from './receiver-arguments.js';
import { refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';

/** Receivers: at least one, and no two of one name, whatever their kind. */
export interface ActionGroupProps {
  /** 1 to 260 characters, none of `: < > + / & % \ ? |`; unique in the resource group. */
  readonly name: string;
  /** 1 to 12 characters: the sender that text messages and the portal show. */
  readonly shortName: string;
  readonly resourceGroup: Pick<ResourceGroupReference, 'name'>;
  /**
   * Who gets an e-mail, at most 1,000; an address has at most 64 characters. Azure writes to new addresses to tell them so.
   * @default none
   */
  readonly emailReceivers?: ActionGroupReceivers['emailReceivers'];
  /**
   * Who gets a text message, at most 10, and one message in five minutes.
   * @default none
   */
  readonly smsReceivers?: ActionGroupReceivers['smsReceivers'];
  /**
   * Who is called, at most 10, and once in five minutes.
   * @default none
   */
  readonly voiceReceivers?: ActionGroupReceivers['voiceReceivers'];
  /**
   * Addresses that get a POST with the alert as JSON: at most 10 that Azure gives a token of Microsoft Entra ID
   * (`entraId`), and 10 others.
   * @default none
   */
  readonly webhookReceivers?: ActionGroupReceivers['webhookReceivers'];
  /**
   * Whose Azure app shows the alert, at most 10.
   * @default none
   */
  readonly azureAppPushReceivers?: ActionGroupReceivers['azureAppPushReceivers'];
  /**
   * Logic Apps that are started, at most 10. `TeamsRelay` makes one that writes to a channel of Microsoft Teams.
   * @default none
   */
  readonly logicAppReceivers?: ActionGroupReceivers['logicAppReceivers'];
  /**
   * Functions that are called.
   * @default none
   */
  readonly azureFunctionReceivers?: ActionGroupReceivers['azureFunctionReceivers'];
  /**
   * Event hubs that get the alert as an event, at most 10.
   * @default none
   */
  readonly eventHubReceivers?: ActionGroupReceivers['eventHubReceivers'];
  /**
   * Roles on the subscription, everybody in which gets an e-mail; at most 10.
   * @default none
   */
  readonly armRoleReceivers?: ActionGroupReceivers['armRoleReceivers'];
  /**
   * Whether it tells anybody.
   * @default true
   */
  readonly enabled?: boolean | IResolvable;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Who is told when an alert fires and when it is resolved. Everybody gets Azure's common alert schema, the same for every
 * kind of alert.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ActionGroup extends Construct implements IActionGroup {
  /**
   * An action group that exists.
   *
   * @throws {AzureRefusalError} for what is no id of an action group
   */
  static fromActionGroupId(scope: Construct, id: string, actionGroupId: string): IActionGroup {
    return new ImportedActionGroup(scope, id, actionGroupId);
  }

  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: MonitorActionGroup;
  readonly actionGroupId: string;

  constructor(scope: Construct, id: string, props: ActionGroupProps) {
    super(scope, id);
    const { name, shortName, resourceGroup, enabled, tags, ...receivers } = props;
    refuse(this, [
      ...actionGroupProblems({ ...known({ name, shortName }), ...judgedReceivers(receivers) }),
      ...noReceiverProblems(receivers),
      ...tagProblems(tags && known(tags)),
    ]);
    claimNameInGroup(this, 'action group', resourceGroup.name, name);
    this.warnOfOpenWebhooks(receivers);

    this.resource = new MonitorActionGroup(this, 'Default', {
      name,
      shortName,
      resourceGroupName: resourceGroup.name,
      enabled,
      ...receiverArguments(receivers),
      tags: tags && { ...tags },
    });
    this.actionGroupId = this.resource.id;
  }

  private warnOfOpenWebhooks({ webhookReceivers = [] }: ActionGroupReceivers): void {
    for (const { name, serviceUri } of webhookReceivers) {
      if (knownValue(serviceUri)?.toLowerCase().startsWith('http:') !== true) continue;
      const text = `webhookReceivers: '${name}' is called at ${serviceUri}, where anybody on the way can read and change alerts. Give an https address.`;
      Annotations.of(this).addWarning(text);
    }
  }
}

type ReceiversByKind = Readonly<Record<string, readonly object[] | undefined>>;

/** Receivers without what only Terraform will know. */
function judgedReceivers(receivers: ActionGroupReceivers): ActionGroupReceivers {
  const kinds = Object.entries(receivers as ReceiversByKind);
  return Object.fromEntries(kinds.map(([kind, ofKind]) => [kind, ofKind?.map((receiver) => judged(receiver))]));
}

function judged(receiver: object): object {
  const members = Object.entries(known(receiver)) as readonly (readonly [string, unknown])[];
  return Object.fromEntries(
    members.map(([name, value]) => [name, typeof value === 'object' && value !== null ? known(value) : value]),
  );
}

function noReceiverProblems(receivers: ActionGroupReceivers) {
  if (Object.values(receivers as ReceiversByKind).some((ofKind = []) => ofKind.length > 0)) return [];
  return [
    {
      property: 'emailReceivers',
      value: receivers.emailReceivers ?? [],
      rule: 'an action group without receivers tells nobody',
      cure: "Give for example [{ name: 'oncall', emailAddress: 'oncall@example.com' }].",
    },
  ];
}
