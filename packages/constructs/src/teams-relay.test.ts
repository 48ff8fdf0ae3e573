import { readSynthesizedStack } from '@ams/service-bus-model';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { ActionGroup, ServiceBusNamespace, TeamsRelay, type TeamsRelayProps } from './index.js';

const webhookUrl = 'https://prod-01.westeurope.logic.azure.com/workflows/w?sig=s';

const stackOf = (props: Partial<TeamsRelayProps> = {}) =>
  synthesize((scope) => {
    const relay = new TeamsRelay(scope, 'teams', { name: 'ordering-teams', resourceGroup, webhookUrl, ...props });
    const group = { name: 'oncall', shortName: 'oncall', resourceGroup, logicAppReceivers: [relay.receiver()] };
    new ActionGroup(scope, 'oncall', group);
    new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
  });

/** The message with the expressions of the workflow language in it replaced by what they stand for. */
function messageOf(body: string, alert: Readonly<Record<string, string>>): string {
  return body.replace(/@\{[^}]*\['(\w+)'\][^}]*\}/g, (_expression, name: string) => alert[name] ?? 'none');
}

describe('TeamsRelay', () => {
  it('is a Logic App that is called with an alert and posts it', () => {
    const { resource } = stackOf({ enabled: true, tags: { team: 'ordering' } });
    expect(resource['azurerm_logic_app_workflow']).toEqual({
      teams: {
        name: 'ordering-teams',
        resource_group_name: 'messaging',
        location: 'eastus',
        enabled: true,
        tags: { team: 'ordering' },
      },
    });
    expect(Object.values(resource['azurerm_logic_app_trigger_http_request'] ?? {})).toEqual([
      { name: 'alert', logic_app_id: '${azurerm_logic_app_workflow.teams.id}', method: 'POST', schema: '{}' },
    ]);
    expect(Object.values(resource['azurerm_logic_app_action_http'] ?? {})).toEqual([
      {
        name: 'post',
        logic_app_id: '${azurerm_logic_app_workflow.teams.id}',
        method: 'POST',
        uri: webhookUrl,
        headers: { 'Content-Type': 'application/json' },
        body: expect.any(String),
        depends_on: [expect.stringMatching(/^azurerm_logic_app_trigger_http_request\.teams_alert/)],
      },
    ]);
  });

  it('writes what the alert says on a card', () => {
    const [post] = Object.values(stackOf().resource['azurerm_logic_app_action_http'] ?? {});
    const message = messageOf(String(post?.['body']), {
      monitorCondition: 'Fired',
      alertRule: 'orders-backlog',
      description: 'More than 100 messages wait',
      severity: 'Sev2',
      firedDateTime: '2025-01-31T00:00:00Z',
      configurationItems: 'contoso-bus',
      alertTargetIDs: '/subscriptions/s',
    });
    expect(JSON.parse(message)).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            body: [
              { text: 'Fired: orders-backlog' },
              { text: 'More than 100 messages wait' },
              { facts: expect.arrayContaining([{ title: 'Severity', value: 'Sev2' }]) },
            ],
            actions: [{ type: 'Action.OpenUrl', url: 'https://portal.azure.com/#resource/subscriptions/s' }],
          },
        },
      ],
    });
  });

  it('is a receiver of an action group, whose address only Azure knows', () => {
    const { resource } = stackOf();
    const [trigger] = Object.keys(resource['azurerm_logic_app_trigger_http_request'] ?? {});
    expect(resource['azurerm_monitor_action_group']).toMatchObject({
      oncall: {
        logic_app_receiver: [
          {
            name: 'teams',
            resource_id: '${azurerm_logic_app_workflow.teams.id}',
            callback_url: `\${azurerm_logic_app_trigger_http_request.${trigger}.callback_url}`,
            use_common_alert_schema: true,
          },
        ],
      },
    });
  });

  it('does not keep the stack from being read locally', () => {
    expect(readSynthesizedStack(stackOf()).actionGroups).toMatchObject([{ name: 'oncall', emailReceivers: [] }]);
  });

  it.each<[Partial<TeamsRelayProps>, string]>([
    [
      { name: 'ordering/teams' },
      "name is 'ordering/teams', but a Logic App's name has 1 to 43 letters, digits and - _ . ( ). Choose for example 'ordering-teams'.",
    ],
    [
      { tags: { 'azure-team': 'ordering' } },
      "tags['azure-team'] is 'ordering', but Azure keeps tags whose name starts with microsoft, azure or windows for itself. Choose another name.",
    ],
    [
      { webhookUrl: 'http://example.com/hook' },
      "webhookUrl is 'http://example.com/hook', but the webhook of a channel's workflow is an https address. Copy it from the workflow 'Send webhook alerts to a channel' in Teams.",
    ],
    [
      { webhookUrl: 'https://contoso.webhook.office.com/webhookb2/x' },
      "webhookUrl is 'https://contoso.webhook.office.com/webhookb2/x', but Microsoft has retired the connectors at webhook.office.com. Make the workflow 'Send webhook alerts to a channel' in Teams, and give its address.",
    ],
  ])('refuses %p', (props, message) => {
    expect(() => stackOf(props)).toThrow(`Azure would refuse stack/teams:\n  - ${message}`);
  });
});
