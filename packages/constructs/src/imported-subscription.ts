import { subscriptionProblems } from '@ams/service-bus-model';
import { DataAzurermServicebusSubscription } from '@cdktf/provider-azurerm/lib/data-azurerm-servicebus-subscription/index.js';
import type { Construct } from 'constructs';
import { known } from './known.js';
import { refuse } from './refusal.js';
import { SubscriptionBase } from './subscription-base.js';
import type { IServiceBusTopic } from './topic-base.js';

export interface SubscriptionReferenceProps {
  /** Name of the subscription. Terraform's plan fails if the topic has none of that name. */
  readonly name: string;
  readonly topic: IServiceBusTopic;
}

/** A subscription that exists, read by a data source. */
export class ImportedSubscription extends SubscriptionBase {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly topic: IServiceBusTopic;
  protected readonly element: DataAzurermServicebusSubscription;

  constructor(scope: Construct, id: string, { name, topic }: SubscriptionReferenceProps) {
    super(scope, id);
    refuse(this, subscriptionProblems(known({ name }), topic.namespace));
    this.element = new DataAzurermServicebusSubscription(this, 'Default', { name, topicId: topic.topicId });
    this.topic = topic;
    this.subscriptionId = this.element.id;
    this.subscriptionName = this.element.name;
  }
}
