import type { EmailReceiver, WebhookReceiver } from './topology.js';

/** A telephone that is sent a text message, or called. */
export interface PhoneReceiver {
  readonly name: string;
  /** Digits without the plus: `1`, `44`. */
  readonly countryCode: string;
  /** Digits without the country code: `5555551212`. */
  readonly phoneNumber: string;
}

/** The application in Microsoft Entra ID that a webhook asks tokens of, so that it can tell Azure from others. */
export interface WebhookAuthentication {
  /** Object id of the application, a GUID. */
  readonly objectId: string;
  /**
   * The application's identifier URI.
   * @default the one that Azure finds
   */
  readonly identifierUri?: string;
  /**
   * Tenant of the application, a GUID.
   * @default the subscription's
   */
  readonly tenantId?: string;
}

/** A webhook that can be given a token of Microsoft Entra ID. */
export interface SecurableWebhookReceiver extends WebhookReceiver {
  /** @default none: whoever knows the address can call it */
  readonly entraId?: WebhookAuthentication;
}

/** The Azure app on the phone of whoever is signed in to it. */
export interface AzureAppPushReceiver {
  readonly name: string;
  /** Address of the account. */
  readonly emailAddress: string;
}

/** A Logic App, which can go on to chats, tickets and calls. */
export interface LogicAppReceiver {
  readonly name: string;
  /** Id of the workflow, `/subscriptions/…/providers/Microsoft.Logic/workflows/…`. */
  readonly resourceId: string;
  /** Address of its HTTP trigger. It has a signature in it: whoever knows it can start the workflow. */
  readonly callbackUrl: string;
}

/** A function with an HTTP trigger. */
export interface AzureFunctionReceiver {
  readonly name: string;
  /** Id of the function app, `/subscriptions/…/providers/Microsoft.Web/sites/…`. */
  readonly functionAppResourceId: string;
  readonly functionName: string;
  /** Address of its HTTP trigger, https. */
  readonly httpTriggerUrl: string;
}

/** An event hub that gets alerts as events. */
export interface EventHubReceiver {
  readonly name: string;
  /** Name of the Event Hubs namespace. */
  readonly eventHubNamespace: string;
  readonly eventHubName: string;
  /**
   * Subscription of the namespace, a GUID.
   * @default the action group's
   */
  readonly subscriptionId?: string;
  /**
   * Tenant of the subscription, a GUID.
   * @default the action group's
   */
  readonly tenantId?: string;
}

/** Everybody who has a role on the subscription gets an e-mail. */
export interface ArmRoleReceiver {
  readonly name: string;
  /** The role's GUID, such as that of Owner, `8e3af657-a8ff-443c-a75c-2fe8c4bcb635`. */
  readonly roleId: string;
}

/** All that an action group can tell. Names of receivers differ over all kinds. */
export interface ActionGroupReceivers {
  readonly emailReceivers?: readonly EmailReceiver[];
  readonly smsReceivers?: readonly PhoneReceiver[];
  readonly voiceReceivers?: readonly PhoneReceiver[];
  readonly webhookReceivers?: readonly SecurableWebhookReceiver[];
  readonly azureAppPushReceivers?: readonly AzureAppPushReceiver[];
  readonly logicAppReceivers?: readonly LogicAppReceiver[];
  readonly azureFunctionReceivers?: readonly AzureFunctionReceiver[];
  readonly eventHubReceivers?: readonly EventHubReceiver[];
  readonly armRoleReceivers?: readonly ArmRoleReceiver[];
}
