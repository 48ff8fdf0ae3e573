import type { Problem } from '@ams/service-bus-model';
import type { ContainerAppConfig } from '@cdktf/provider-azurerm/lib/container-app/index.js';
import type { ServiceBusAccessRule } from './access-rule.js';
import { entityOf, namespaceOf, type WorkerSource } from './worker-source.js';

/** How KEDA, which counts the messages for Container Apps, gets at the count. It takes the right Manage either way. */
export type ScaleRuleAuthentication = 'key' | 'identity';

interface ScaleRuleProps {
  readonly source: WorkerSource;
  readonly messagesPerReplica: number;
  readonly activationMessageCount: number;
}

const secretName = 'service-bus-scaler';

/** A key, unless the namespace is known to take none. */
export function defaultAuthentication(source: WorkerSource): ScaleRuleAuthentication {
  return namespaceOf(source).localAuthEnabled === false ? 'identity' : 'key';
}

export function authenticationProblems(source: WorkerSource, chosen: ScaleRuleAuthentication): readonly Problem[] {
  const { localAuthEnabled, node } = namespaceOf(source);
  if (chosen !== 'key' || localAuthEnabled !== false) return [];
  const rule = `${node.path} accepts no keys, since its localAuthEnabled is false`;
  return [{ property: 'scaleRuleAuthentication', value: chosen, rule, cure: "Choose 'identity'." }];
}

/** The key that counts messages: of the queue or topic alone, and handed to Container Apps, not to the program. */
export function scalerKey(source: WorkerSource, name: string): ServiceBusAccessRule {
  return entityOf(source).addAccessRule(name, { rights: ['Manage', 'Listen', 'Send'] });
}

/** Source: "Azure Service Bus", scaler of KEDA (keda.sh), and "Set scaling rules in Azure Container Apps". */
export function scaleRule({ source, messagesPerReplica, activationMessageCount }: ScaleRuleProps, withKey: boolean) {
  const entity: Readonly<Record<string, string>> =
    'topic' in source
      ? { topicName: source.topic.topicName, subscriptionName: source.subscriptionName }
      : { queueName: source.queueName };
  return {
    name: 'messages',
    customRuleType: 'azure-servicebus',
    metadata: {
      namespace: namespaceOf(source).namespaceName,
      ...entity,
      messageCount: String(messagesPerReplica),
      activationMessageCount: String(activationMessageCount),
    },
    ...(withKey && { authentication: [{ secretName, triggerParameter: 'connection' }] }),
  };
}

export function scalerSecret({ primaryConnectionString: value }: ServiceBusAccessRule): ContainerAppConfig['secret'] {
  return [{ name: secretName, value }];
}
