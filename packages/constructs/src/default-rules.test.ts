import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import { deleteDefaultRules, ServiceBusNamespace, ServiceBusTopic, type IServiceBusTopic } from './index.js';

interface Root {
  readonly terraform: { readonly required_providers: Readonly<Record<string, { readonly version: string }>> };
  readonly provider: unknown;
}

const topicIn = (scope: Construct): IServiceBusTopic => {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
  return new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
};

const topicElsewhere = (scope: Construct): IServiceBusTopic => {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
  return ServiceBusTopic.fromTopicName(scope, 'events', { name: 'events', namespace });
};

const purchases = { rules: { purchases: { sqlFilter: "type = 'purchase'" } } };

describe('deleteDefaultRules', () => {
  it('switches on the feature of the provider, beside its others, and asks for a version that has it', () => {
    const { provider, terraform } = synthesize((scope) => {
      const azurerm = new AzurermProvider(scope, 'azurerm', {
        features: [{ keyVault: [{ recoverSoftDeletedKeys: true }] }],
      });
      deleteDefaultRules(azurerm);
      deleteDefaultRules(azurerm);
    }) as unknown as Root;
    expect(provider).toEqual({
      azurerm: [
        {
          features: [
            {
              key_vault: [{ recover_soft_deleted_keys: true }],
              servicebus: [{ auto_delete_subscription_default_rule: true }],
            },
          ],
        },
      ],
    });
    expect(terraform.required_providers['azurerm']?.version).toBe('~> 4.0, >= 4.81.0');
  });

  it('gives subscriptions without rules one that takes everything, since they would get nothing', () => {
    const { resource } = synthesize((scope) => {
      const topic = topicIn(scope);
      topic.addSubscription('audit');
      topic.addSubscription('billing', purchases);
      deleteDefaultRules(new AzurermProvider(scope, 'azurerm', { features: [{}] }));
    });
    const rules = Object.values(resource['azurerm_servicebus_subscription_rule'] ?? {});
    expect(rules.map(({ name, sql_filter: filter }) => [name, filter])).toEqual([
      ['everything', '1 = 1'],
      ['purchases', "type = 'purchase'"],
    ]);
  });

  it('leaves subscriptions without rules to Azure where it is not called', () => {
    const { resource } = synthesize((scope) => topicIn(scope).addSubscription('audit'));
    expect(resource['azurerm_servicebus_subscription_rule']).toBeUndefined();
  });
});

describe('synth', () => {
  it('warns of a new subscription with rules on a topic that exists', () => {
    expect(warnings((scope) => topicElsewhere(scope).addSubscription('billing', purchases))).toEqual([
      "stack/events/billing: The topic events exists already, and Azure's rule $Default lets all its messages into a new subscription until Terraform has added the first rule. Call deleteDefaultRules(provider), which needs azurerm 4.81.0 or later, or let the consumer bear messages that it did not ask for.",
    ]);
  });

  it.each<[string, (scope: Construct) => void]>([
    ['on a topic of the stack', (scope) => topicIn(scope).addSubscription('billing', purchases)],
    ['without rules', (scope) => topicElsewhere(scope).addSubscription('audit')],
    [
      'whose default rule is deleted',
      (scope) => {
        topicElsewhere(scope).addSubscription('billing', purchases);
        deleteDefaultRules(new AzurermProvider(scope, 'azurerm', { features: [{}] }));
      },
    ],
  ])('does not warn of a subscription %s', (_, build) => {
    expect(warnings(build)).toEqual([]);
  });
});
