import type { ActionGroupReceivers } from '@ams/service-bus-model';
import type { MonitorActionGroupConfig } from '@cdktf/provider-azurerm/lib/monitor-action-group/index.js';

type ReceiverArguments = Pick<
  MonitorActionGroupConfig,
  | 'emailReceiver'
  | 'smsReceiver'
  | 'voiceReceiver'
  | 'webhookReceiver'
  | 'azureAppPushReceiver'
  | 'logicAppReceiver'
  | 'azureFunctionReceiver'
  | 'eventHubReceiver'
  | 'armRoleReceiver'
>;

const inCommonSchema = <T extends object>(receiver: T) => ({ ...receiver, useCommonAlertSchema: true });
const copied = <T extends object>(receiver: T) => ({ ...receiver });

/** The receivers as arguments of the azurerm resource. Who can take the common alert schema gets it. */
export function receiverArguments(receivers: ActionGroupReceivers): ReceiverArguments {
  return {
    emailReceiver: receivers.emailReceivers?.map(inCommonSchema),
    smsReceiver: receivers.smsReceivers?.map(copied),
    voiceReceiver: receivers.voiceReceivers?.map(copied),
    webhookReceiver: receivers.webhookReceivers?.map(({ entraId, ...receiver }) => ({
      ...inCommonSchema(receiver),
      aadAuth: entraId && { ...entraId },
    })),
    azureAppPushReceiver: receivers.azureAppPushReceivers?.map(copied),
    logicAppReceiver: receivers.logicAppReceivers?.map(inCommonSchema),
    azureFunctionReceiver: receivers.azureFunctionReceivers?.map(inCommonSchema),
    eventHubReceiver: receivers.eventHubReceivers?.map(inCommonSchema),
    armRoleReceiver: receivers.armRoleReceivers?.map(inCommonSchema),
  };
}
