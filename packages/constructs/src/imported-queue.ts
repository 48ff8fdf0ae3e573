import { queueProblems } from '@ams/service-bus-model';
import { DataAzurermServicebusQueue } from '@cdktf/provider-azurerm/lib/data-azurerm-servicebus-queue/index.js';
import type { Construct } from 'constructs';
import { known, knownValue } from './known.js';
import type { IServiceBusNamespace } from './namespace.js';
import { QueueBase } from './queue-base.js';
import { refuse } from './refusal.js';

export interface QueueReferenceProps {
  /** Name of the queue. Terraform's plan fails if the namespace has none of that name. */
  readonly name: string;
  readonly namespace: IServiceBusNamespace;
}

/** A queue that exists, read by a data source. */
export class ImportedQueue extends QueueBase {
  readonly queueId: string;
  readonly queueName: string;
  readonly plainName: string | undefined;
  readonly namespace: IServiceBusNamespace;
  protected readonly element: DataAzurermServicebusQueue;

  constructor(scope: Construct, id: string, { name, namespace }: QueueReferenceProps) {
    super(scope, id);
    refuse(this, queueProblems(known({ name }), namespace));
    this.element = new DataAzurermServicebusQueue(this, 'Default', { name, namespaceId: namespace.namespaceId });
    this.namespace = namespace;
    this.queueId = this.element.id;
    this.queueName = this.element.name;
    this.plainName = knownValue(name);
  }
}
