import type { AccessRight } from './topology.js';

/** A built-in role for messages, by the name that Azure gives it in every tenant. */
export type DataRole =
  'Azure Service Bus Data Owner' | 'Azure Service Bus Data Sender' | 'Azure Service Bus Data Receiver';

/** The resource that tokens of Entra ID for Service Bus are made for. */
export const serviceBusResource = 'https://servicebus.azure.net';

/** Azure's built-in roles for messages, and the rights that each gives. */
export const dataRoles: Readonly<Record<string, readonly AccessRight[]>> = {
  'Azure Service Bus Data Owner': ['Listen', 'Send', 'Manage'],
  'Azure Service Bus Data Sender': ['Send'],
  'Azure Service Bus Data Receiver': ['Listen'],
};

/** The role with no more than one right; Manage comes with the other two, as it does in access rules. */
export const dataRoleOf: Readonly<Record<AccessRight, DataRole>> = {
  Listen: 'Azure Service Bus Data Receiver',
  Send: 'Azure Service Bus Data Sender',
  Manage: 'Azure Service Bus Data Owner',
};

/**
 * Ids of the roles' definitions, the same in every tenant: what a condition names that lets somebody assign these
 * roles alone.
 *
 * Source: "Azure built-in roles for Integration" (learn.microsoft.com).
 */
export const dataRoleIds: Readonly<Record<DataRole, string>> = {
  'Azure Service Bus Data Owner': '090c5cfd-751d-490a-894a-3ce6f1109419',
  'Azure Service Bus Data Sender': '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39',
  'Azure Service Bus Data Receiver': '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0',
};

/** What Entra ID can know somebody as whom roles are assigned to. A managed identity is a service principal. */
export const principalTypes = ['User', 'Group', 'ServicePrincipal'] as const;

export type PrincipalType = (typeof principalTypes)[number];
