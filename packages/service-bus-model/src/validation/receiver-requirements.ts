import { z } from 'zod';
import type {
  ArmRoleReceiver,
  AzureFunctionReceiver,
  EventHubReceiver,
  LogicAppReceiver,
  PhoneReceiver,
  SecurableWebhookReceiver,
} from '../alert-receivers.js';
import { limits } from '../limits.js';
import { isResourceId, resourceIdShapes, type ResourceIdShape } from '../resource-ids.js';
import type { EmailReceiver } from '../topology.js';
import { lengthOutside } from './conditions.js';
import type { Requirement } from './problem.js';

const emailAddress = z.email();
const guid = z.guid();
const longestAddress = limits.alertEmailAddressLength.maximum;

const named = (example: string): Requirement<{ readonly name?: string }> => ({
  property: 'name',
  refuses: (name) => name.length === 0,
  rule: 'a receiver has a name',
  cure: `Choose for example '${example}'.`,
});

/** For receivers with an e-mail address. */
export const mailed: readonly Requirement<Partial<EmailReceiver>>[] = [
  named('oncall'),
  {
    property: 'emailAddress',
    refuses: (address) => !emailAddress.safeParse(address).success,
    rule: 'an e-mail address has the shape name@host.domain',
    cure: "Give for example 'oncall@example.com'.",
  },
  {
    property: 'emailAddress',
    refuses: lengthOutside(limits.alertEmailAddressLength),
    rule: `an action group writes to addresses of at most ${longestAddress} characters`,
    cure: 'Give a shorter address, for example of a distribution list.',
  },
];

/** For receivers with a telephone. */
export const phoned: readonly Requirement<Partial<PhoneReceiver>>[] = [
  named('oncall'),
  {
    property: 'countryCode',
    refuses: (code) => !/^[1-9]\d{0,3}$/.test(code),
    rule: 'a country code is 1 to 4 digits, without plus or leading zeros',
    cure: "Give for example '44'.",
  },
  {
    property: 'phoneNumber',
    refuses: (number) => !/^\d{4,14}$/.test(number),
    rule: 'a phone number is 4 to 14 digits, without the country code, blanks or hyphens',
    cure: "Give for example '5555551212'.",
  },
];

const isAddress = (protocols: RegExp) => (uri: string) => protocols.test(uri) && URL.canParse(uri);
const isWebAddress = isAddress(/^https?:/i);
const isSecureAddress = isAddress(/^https:/i);

/** For webhooks. */
export const hooked: readonly Requirement<Partial<SecurableWebhookReceiver>>[] = [
  named('chat'),
  {
    property: 'serviceUri',
    refuses: (uri) => !isWebAddress(uri),
    rule: 'a webhook is an absolute http or https address',
    cure: "Give for example 'https://example.com/alerts'.",
  },
  {
    property: 'serviceUri',
    refuses: (uri, { entraId }) => entraId !== undefined && isWebAddress(uri) && !isSecureAddress(uri),
    rule: 'a webhook that gets a token is an https address',
    cure: "Give for example 'https://example.com/alerts', or leave entraId out.",
  },
  {
    property: 'entraId',
    refuses: ({ objectId, tenantId }) =>
      [objectId, tenantId].some((id) => id !== undefined && !guid.safeParse(id).success),
    rule: 'objectId and tenantId are GUIDs',
    cure: "Give the application's object id and the tenant's id.",
  },
];

const isNo = (shape: ResourceIdShape) => (id: string) => !isResourceId(id, shape);
const { functionApp, logicApp } = resourceIdShapes;

/** For Logic Apps. */
export const workflows: readonly Requirement<Partial<LogicAppReceiver>>[] = [
  named('teams'),
  {
    property: 'resourceId',
    refuses: isNo(logicApp),
    rule: `the id of ${logicApp.kind} is ${logicApp.example}`,
    cure: "Give the workflow's id.",
  },
  {
    property: 'callbackUrl',
    refuses: (url) => !isSecureAddress(url),
    rule: "a Logic App is called at its HTTP trigger's https address",
    cure: "Give the trigger's callbackUrl.",
  },
];

/** For Azure functions. */
export const functions: readonly Requirement<Partial<AzureFunctionReceiver>>[] = [
  named('ticket'),
  {
    property: 'functionAppResourceId',
    refuses: isNo(functionApp),
    rule: `the id of ${functionApp.kind} is ${functionApp.example}`,
    cure: "Give the function app's id.",
  },
  {
    property: 'functionName',
    refuses: (name) => name.length === 0,
    rule: 'a function has a name',
    cure: 'Give it.',
  },
  {
    property: 'httpTriggerUrl',
    refuses: (url) => !isSecureAddress(url),
    rule: "a function is called at its HTTP trigger's https address",
    cure: "Give for example 'https://contoso.azurewebsites.net/api/ticket'.",
  },
];

/** For event hubs. */
export const hubs: readonly Requirement<Partial<EventHubReceiver>>[] = [
  named('archive'),
  ...(['eventHubNamespace', 'eventHubName'] as const).map((property) => ({
    property,
    refuses: (name: string) => name.length === 0 || name.includes('/'),
    rule: 'an event hub and its namespace are given by name, not by id',
    cure: "Give for example 'alerts'.",
  })),
  ...(['subscriptionId', 'tenantId'] as const).map((property) => ({
    property,
    refuses: (id: string) => !guid.safeParse(id).success,
    rule: `${property} is a GUID`,
    cure: "Give it, or leave it out for the action group's own.",
  })),
];

/** For roles of Azure Resource Manager. */
export const roles: readonly Requirement<Partial<ArmRoleReceiver>>[] = [
  named('owners'),
  {
    property: 'roleId',
    refuses: (id) => !guid.safeParse(id).success,
    rule: "a role is named by its definition's GUID, without a path before it",
    cure: "Give for example '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', the role Owner.",
  },
];
