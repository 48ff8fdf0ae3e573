import { topicProblems } from '@ams/service-bus-model';
import { DataAzurermServicebusTopic } from '@cdktf/provider-azurerm/lib/data-azurerm-servicebus-topic/index.js';
import type { Construct } from 'constructs';
import { known, knownValue } from './known.js';
import type { IServiceBusNamespace } from './namespace.js';
import { refuse } from './refusal.js';
import { TopicBase } from './topic-base.js';

export interface TopicReferenceProps {
  /** Name of the topic. Terraform's plan fails if the namespace has none of that name. */
  readonly name: string;
  readonly namespace: IServiceBusNamespace;
}

/** A topic that exists, read by a data source. */
export class ImportedTopic extends TopicBase {
  readonly topicId: string;
  readonly topicName: string;
  readonly plainName: string | undefined;
  readonly namespace: IServiceBusNamespace;
  protected readonly element: DataAzurermServicebusTopic;

  constructor(scope: Construct, id: string, { name, namespace }: TopicReferenceProps) {
    super(scope, id);
    refuse(this, topicProblems(known({ name }), namespace));
    this.element = new DataAzurermServicebusTopic(this, 'Default', { name, namespaceId: namespace.namespaceId });
    this.namespace = namespace;
    this.topicId = this.element.id;
    this.topicName = this.element.name;
    this.plainName = knownValue(name);
  }
}
