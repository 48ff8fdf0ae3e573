import type { AccessRight } from './topology.js';

/** The resource that tokens of Entra ID for Service Bus are made for. */
export const serviceBusResource = 'https://servicebus.azure.net';

/** Azure's built-in roles for messages, and the rights that each gives. */
export const dataRoles: Readonly<Record<string, readonly AccessRight[]>> = {
  'Azure Service Bus Data Owner': ['Listen', 'Send', 'Manage'],
  'Azure Service Bus Data Sender': ['Send'],
  'Azure Service Bus Data Receiver': ['Listen'],
};
