import { Token } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { EmailActionGroup, type EmailActionGroupProps } from './index.js';

const oncall = { name: 'oncall', emailAddress: 'oncall@example.com' };

function groupOf(props: Partial<EmailActionGroupProps>) {
  return synthesize(
    (scope) =>
      new EmailActionGroup(scope, 'alerts', {
        name: 'messaging-alerts',
        shortName: 'messaging',
        resourceGroup,
        emailReceivers: [oncall],
        ...props,
      }),
  ).resource['azurerm_monitor_action_group'];
}

describe('EmailActionGroup', () => {
  it("tells its receivers in Azure's common alert schema", () => {
    expect(groupOf({ enabled: true, tags: { team: 'ordering' } })).toEqual({
      alerts: {
        name: 'messaging-alerts',
        short_name: 'messaging',
        resource_group_name: 'messaging',
        enabled: true,
        email_receiver: [{ name: 'oncall', email_address: 'oncall@example.com', use_common_alert_schema: true }],
        tags: { team: 'ordering' },
      },
    });
  });

  it('does not judge an address that only Terraform knows', () => {
    const emailReceivers = [{ name: 'oncall', emailAddress: Token.asString('${var.email}') }];
    expect(groupOf({ emailReceivers })).toMatchObject({
      alerts: { email_receiver: [{ email_address: '${var.email}' }] },
    });
  });

  it.each<[Partial<EmailActionGroupProps>, string]>([
    [
      { shortName: 'messaging-alerts' },
      "shortName is 'messaging-alerts', but an action group's short name has 1 to 12",
    ],
    [{ name: 'messaging/alerts' }, "name is 'messaging/alerts', but an action group's name has"],
    [
      { emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@' }] },
      "emailReceivers[0].emailAddress is 'oncall@', but an e-mail address has the shape",
    ],
    [
      { emailReceivers: [oncall, oncall] },
      'emailReceivers is ["oncall"], but the receivers of an action group have different names',
    ],
    [{ emailReceivers: [] }, 'emailReceivers is [], but an action group without receivers tells nobody'],
  ])('refuses %p', (props, message) => {
    expect(() => groupOf(props)).toThrow(`Azure would refuse stack/alerts:\n  - ${message}`);
  });
});
