import { actionGroupProblems, type PartialActionGroup } from './index.js';

const email = (name: string, emailAddress: string) => ({ emailReceivers: [{ name, emailAddress }] });
const webhook = (name: string, serviceUri: string) => ({ webhookReceivers: [{ name, serviceUri }] });
const phone = { name: 'oncall', countryCode: '44', phoneNumber: '2071234567' };
const guid = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const workflow = `/subscriptions/${guid}/resourceGroups/chat/providers/Microsoft.Logic/workflows/teams`;
const functionApp = `/subscriptions/${guid}/resourceGroups/chat/providers/Microsoft.Web/sites/tickets`;
const many = <T extends { readonly name: string }>(count: number, receiver: T): readonly T[] =>
  Array.from({ length: count }, (_, index) => ({ ...receiver, name: `${receiver.name}-${index}` }));
const secured = { name: 'hook', serviceUri: 'https://example.com/hook', entraId: { objectId: guid } };
const hub = { name: 'hub', eventHubNamespace: 'contoso-events', eventHubName: 'alerts' };
const func = {
  name: 'ticket',
  functionAppResourceId: functionApp,
  functionName: 'ticket',
  httpTriggerUrl: 'https://contoso.azurewebsites.net/api/ticket',
};
const logicApp = { name: 'teams', resourceId: workflow, callbackUrl: 'https://prod.logic.azure.com/workflows/w' };

describe('actionGroupProblems', () => {
  it.each<PartialActionGroup>([
    { name: 'messaging-oncall', shortName: 'oncall', ...email('oncall', 'oncall@example.com') },
    { shortName: 'twelve-chars' },
    webhook('chat', 'https://example.com/hook'),
    { smsReceivers: [phone], voiceReceivers: [{ ...phone, name: 'call' }] },
    { webhookReceivers: [...many(10, secured), ...many(10, { name: 'plain', serviceUri: 'https://example.com' })] },
    { azureAppPushReceivers: [{ name: 'app', emailAddress: 'oncall@example.com' }] },
    { logicAppReceivers: [logicApp], azureFunctionReceivers: [func] },
    { eventHubReceivers: [{ ...hub, subscriptionId: guid, tenantId: guid }] },
    { armRoleReceivers: [{ name: 'owners', roleId: guid }] },
  ])('accepts %p', (group) => {
    expect(actionGroupProblems(group)).toEqual([]);
  });

  it.each<[PartialActionGroup, string, string]>([
    [{ name: 'ops/messaging' }, 'name', "an action group's name has"],
    [{ shortName: '' }, 'shortName', '1 to 12 characters'],
    [{ shortName: 'thirteen-char' }, 'shortName', '1 to 12 characters'],
    [email('oncall', 'oncall'), 'emailReceivers[0].emailAddress', 'the shape name@host.domain'],
    [email('oncall', `${'a'.repeat(53)}@example.com`), 'emailReceivers[0].emailAddress', 'at most 64 characters'],
    [email('', 'oncall@example.com'), 'emailReceivers[0].name', 'a receiver has a name'],
    [webhook('chat', '/hook'), 'webhookReceivers[0].serviceUri', 'an absolute http or https address'],
    [webhook('chat', 'https://'), 'webhookReceivers[0].serviceUri', 'an absolute http or https address'],
    [
      { webhookReceivers: [{ ...secured, serviceUri: 'http://example.com' }] },
      'webhookReceivers[0].serviceUri',
      'a webhook that gets a token is an https address',
    ],
    [
      { webhookReceivers: [{ ...secured, entraId: { objectId: 'hook' } }] },
      'webhookReceivers[0].entraId',
      'objectId and tenantId are GUIDs',
    ],
    [{ smsReceivers: [{ ...phone, countryCode: '+44' }] }, 'smsReceivers[0].countryCode', '1 to 4 digits'],
    [{ smsReceivers: [{ ...phone, phoneNumber: '207 123' }] }, 'smsReceivers[0].phoneNumber', '4 to 14 digits'],
    [{ voiceReceivers: [{ ...phone, countryCode: '044' }] }, 'voiceReceivers[0].countryCode', '1 to 4 digits'],
    [
      { azureAppPushReceivers: [{ name: 'app', emailAddress: 'oncall' }] },
      'azureAppPushReceivers[0].emailAddress',
      'the shape name@host.domain',
    ],
    [
      { logicAppReceivers: [{ ...logicApp, resourceId: functionApp }] },
      'logicAppReceivers[0].resourceId',
      'the id of a Logic App is /subscriptions/',
    ],
    [
      { logicAppReceivers: [{ ...logicApp, callbackUrl: 'http://prod.logic.azure.com' }] },
      'logicAppReceivers[0].callbackUrl',
      'https address',
    ],
    [
      { azureFunctionReceivers: [{ ...func, functionAppResourceId: 'tickets' }] },
      'azureFunctionReceivers[0].functionAppResourceId',
      'the id of a function app is /subscriptions/',
    ],
    [
      { azureFunctionReceivers: [{ ...func, functionName: '' }] },
      'azureFunctionReceivers[0].functionName',
      'a function has a name',
    ],
    [
      { azureFunctionReceivers: [{ ...func, httpTriggerUrl: '/api/ticket' }] },
      'azureFunctionReceivers[0].httpTriggerUrl',
      'https address',
    ],
    [
      { eventHubReceivers: [{ ...hub, eventHubName: '/subscriptions/s/eventhubs/alerts' }] },
      'eventHubReceivers[0].eventHubName',
      'given by name, not by id',
    ],
    [
      { eventHubReceivers: [{ ...hub, subscriptionId: 'mine' }] },
      'eventHubReceivers[0].subscriptionId',
      'subscriptionId is a GUID',
    ],
    [{ armRoleReceivers: [{ name: 'owners', roleId: 'Owner' }] }, 'armRoleReceivers[0].roleId', 'GUID'],
    [
      { emailReceivers: [{ name: 'oncall', emailAddress: 'a@example.com' }, { name: 'Oncall' }] },
      'emailReceivers',
      'different names',
    ],
    [
      { ...email('oncall', 'a@example.com'), smsReceivers: [phone] },
      'emailReceivers and smsReceivers',
      'different names, whatever their kind',
    ],
    [{ smsReceivers: many(11, phone) }, 'smsReceivers.length', 'at most 10 SMS receivers'],
    [{ webhookReceivers: many(11, secured) }, 'webhookReceivers.length', 'at most 10 webhooks with entraId'],
    [
      { emailReceivers: many(1001, { name: 'oncall', emailAddress: 'oncall@example.com' }) },
      'emailReceivers.length',
      'at most 1000 e-mail receivers',
    ],
  ])('refuses %p', (group, property, rule) => {
    expect(actionGroupProblems(group)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });
});
