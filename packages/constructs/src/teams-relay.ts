import { tagProblems, teamsRelayProblems, type LogicAppReceiver } from '@ams/service-bus-model';
import { LogicAppActionHttp } from '@cdktf/provider-azurerm/lib/logic-app-action-http/index.js';
import { LogicAppTriggerHttpRequest } from '@cdktf/provider-azurerm/lib/logic-app-trigger-http-request/index.js';
import { LogicAppWorkflow } from '@cdktf/provider-azurerm/lib/logic-app-workflow/index.js';
import type { IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import { claimNameInGroup } from './claimed-names.js';
import { known } from './known.js';
import { refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';
import { teamsMessage } from './teams-card.js';

export interface TeamsRelayProps {
  /** 1 to 43 letters, digits and `- _ . ( )`; unique in the resource group. */
  readonly name: string;
  readonly resourceGroup: ResourceGroupReference;
  /**
   * Address of the workflow "Send webhook alerts to a channel" of the channel in Teams: https. It is a secret: give a
   * sensitive variable.
   */
  readonly webhookUrl: string;
  /**
   * Whether it passes alerts on.
   * @default true
   */
  readonly enabled?: boolean | IResolvable;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A Logic App that writes alerts to a channel of Microsoft Teams, as a card with a button that leads to Azure. Teams does
 * not understand Azure's alerts, so that no webhook of an action group can do it.
 *
 * @throws {AzureRefusalError} for what Azure or Teams would refuse
 */
export class TeamsRelay extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: LogicAppWorkflow;
  private readonly trigger: LogicAppTriggerHttpRequest;

  constructor(scope: Construct, id: string, props: TeamsRelayProps) {
    super(scope, id);
    const { name, resourceGroup, webhookUrl, enabled, tags } = props;
    refuse(this, [...teamsRelayProblems(known({ name, webhookUrl })), ...tagProblems(tags && known(tags))]);
    claimNameInGroup(this, 'Logic App', resourceGroup.name, name);

    this.resource = new LogicAppWorkflow(this, 'Default', {
      name,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      enabled,
      tags: tags && { ...tags },
    });
    this.trigger = new LogicAppTriggerHttpRequest(this, 'alert', {
      name: 'alert',
      logicAppId: this.resource.id,
      method: 'POST',
      schema: '{}',
    });
    new LogicAppActionHttp(this, 'post', {
      name: 'post',
      logicAppId: this.resource.id,
      method: 'POST',
      uri: webhookUrl,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(teamsMessage),
      // Both change one workflow.
      dependsOn: [this.trigger],
    });
  }

  /**
   * The relay as a receiver of an action group.
   *
   * @param name of the receiver; names differ within an action group
   */
  receiver(name = 'teams'): LogicAppReceiver {
    return { name, resourceId: this.resource.id, callbackUrl: this.trigger.callbackUrl };
  }
}
