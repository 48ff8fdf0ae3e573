import { Token } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import { ActionGroup, type ActionGroupProps } from './index.js';

const guid = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const groups = `/subscriptions/${guid}/resourceGroups/ops/providers`;
const oncall = { name: 'oncall', emailAddress: 'oncall@example.com' };
const required = { name: 'messaging-alerts', shortName: 'messaging', resourceGroup };

function groupOf(props: Partial<ActionGroupProps>) {
  return synthesize((scope) => new ActionGroup(scope, 'alerts', { ...required, ...props })).resource[
    'azurerm_monitor_action_group'
  ];
}

describe('ActionGroup', () => {
  it('tells every kind of receiver, in the common alert schema where there is a choice', () => {
    expect(
      groupOf({
        emailReceivers: [oncall],
        smsReceivers: [{ name: 'text', countryCode: '44', phoneNumber: '2071234567' }],
        voiceReceivers: [{ name: 'call', countryCode: '1', phoneNumber: '5555551212' }],
        webhookReceivers: [
          { name: 'chat', serviceUri: 'https://example.com/hook' },
          { name: 'secure', serviceUri: 'https://example.com/secure', entraId: { objectId: guid, tenantId: guid } },
        ],
        azureAppPushReceivers: [{ name: 'app', emailAddress: 'oncall@example.com' }],
        logicAppReceivers: [
          {
            name: 'teams',
            resourceId: `${groups}/Microsoft.Logic/workflows/teams`,
            callbackUrl: 'https://prod.logic.azure.com/workflows/w',
          },
        ],
        azureFunctionReceivers: [
          {
            name: 'ticket',
            functionAppResourceId: `${groups}/Microsoft.Web/sites/tickets`,
            functionName: 'ticket',
            httpTriggerUrl: 'https://tickets.azurewebsites.net/api/ticket',
          },
        ],
        eventHubReceivers: [{ name: 'archive', eventHubNamespace: 'contoso-events', eventHubName: 'alerts' }],
        armRoleReceivers: [{ name: 'owners', roleId: guid }],
        enabled: true,
        tags: { team: 'ordering' },
      }),
    ).toEqual({
      alerts: {
        name: 'messaging-alerts',
        short_name: 'messaging',
        resource_group_name: 'messaging',
        enabled: true,
        tags: { team: 'ordering' },
        email_receiver: [{ name: 'oncall', email_address: 'oncall@example.com', use_common_alert_schema: true }],
        sms_receiver: [{ name: 'text', country_code: '44', phone_number: '2071234567' }],
        voice_receiver: [{ name: 'call', country_code: '1', phone_number: '5555551212' }],
        webhook_receiver: [
          { name: 'chat', service_uri: 'https://example.com/hook', use_common_alert_schema: true },
          {
            name: 'secure',
            service_uri: 'https://example.com/secure',
            use_common_alert_schema: true,
            aad_auth: { object_id: guid, tenant_id: guid },
          },
        ],
        azure_app_push_receiver: [{ name: 'app', email_address: 'oncall@example.com' }],
        logic_app_receiver: [
          {
            name: 'teams',
            resource_id: `${groups}/Microsoft.Logic/workflows/teams`,
            callback_url: 'https://prod.logic.azure.com/workflows/w',
            use_common_alert_schema: true,
          },
        ],
        azure_function_receiver: [
          {
            name: 'ticket',
            function_app_resource_id: `${groups}/Microsoft.Web/sites/tickets`,
            function_name: 'ticket',
            http_trigger_url: 'https://tickets.azurewebsites.net/api/ticket',
            use_common_alert_schema: true,
          },
        ],
        event_hub_receiver: [
          {
            name: 'archive',
            event_hub_namespace: 'contoso-events',
            event_hub_name: 'alerts',
            use_common_alert_schema: true,
          },
        ],
        arm_role_receiver: [{ name: 'owners', role_id: guid, use_common_alert_schema: true }],
      },
    });
  });

  it('does not judge what only Terraform knows', () => {
    const unknown = { serviceUri: Token.asString('${var.hook}'), entraId: { objectId: Token.asString('${var.app}') } };
    expect(groupOf({ webhookReceivers: [{ name: 'chat', ...unknown }] })).toMatchObject({
      alerts: { webhook_receiver: [{ service_uri: '${var.hook}', aad_auth: { object_id: '${var.app}' } }] },
    });
  });

  it('warns of a webhook that is called in the open', () => {
    const webhookReceivers = [{ name: 'chat', serviceUri: 'http://example.com/hook' }];
    expect(warnings((scope) => new ActionGroup(scope, 'alerts', { ...required, webhookReceivers }))).toEqual([
      "stack/alerts: webhookReceivers: 'chat' is called at http://example.com/hook, where anybody on the way can read and change alerts. Give an https address.",
    ]);
  });

  it.each<[Partial<ActionGroupProps>, string]>([
    [
      { emailReceivers: [oncall], tags: { team: 'x'.repeat(257) } },
      `tags['team'] is '${'x'.repeat(257)}', but a tag's value has at most 256 characters. Choose a shorter value.`,
    ],
    [{}, 'emailReceivers is [], but an action group without receivers tells nobody'],
    [{ smsReceivers: [] }, 'emailReceivers is [], but an action group without receivers tells nobody'],
    [
      { emailReceivers: [oncall], smsReceivers: [{ name: 'oncall', countryCode: '44', phoneNumber: '2071234567' }] },
      'emailReceivers and smsReceivers is ["oncall"], but the receivers of an action group have different names, whatever their kind. Rename all but one.',
    ],
    [
      { smsReceivers: [{ name: 'oncall', countryCode: '+44', phoneNumber: '2071234567' }] },
      "smsReceivers[0].countryCode is '+44', but a country code is 1 to 4 digits, without plus or leading zeros. Give for example '44'.",
    ],
    [
      { webhookReceivers: [{ name: 'chat', serviceUri: 'example.com/hook' }] },
      "webhookReceivers[0].serviceUri is 'example.com/hook', but a webhook is an absolute http or https address. Give for example 'https://example.com/alerts'.",
    ],
  ])('refuses %p', (props, message) => {
    expect(() => groupOf(props)).toThrow(`Azure would refuse stack/alerts:\n  - ${message}`);
  });
});

it('refuses a second action group of the same name in a resource group', () => {
  const props = { ...required, emailReceivers: [oncall] };
  const two = () =>
    synthesize((scope) => {
      new ActionGroup(scope, 'alerts', props);
      new ActionGroup(scope, 'elsewhere', { ...props, resourceGroup: { name: 'elsewhere' } });
      new ActionGroup(scope, 'again', props);
    });
  expect(two).toThrow(
    "Azure would refuse stack/again:\n  - name is 'messaging-alerts', but stack/alerts has that name already",
  );
});

describe('an action group that exists', () => {
  it('is known by its id', () => {
    const id = `${groups}/Microsoft.Insights/actionGroups/oncall`;
    synthesize((scope) => {
      expect(ActionGroup.fromActionGroupId(scope, 'oncall', id).actionGroupId).toBe(id);
    });
  });

  it('is refused where the id is no id of an action group', () => {
    expect(() => synthesize((scope) => ActionGroup.fromActionGroupId(scope, 'oncall', 'oncall'))).toThrow(
      "Azure would refuse stack/oncall:\n  - actionGroupId is 'oncall', but the id of an action group is /subscriptions/",
    );
  });
});
