import type { EmailReceiver } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import { ActionGroup, type ActionGroupProps } from './action-group.js';

export interface EmailActionGroupProps extends Pick<
  ActionGroupProps,
  'name' | 'shortName' | 'resourceGroup' | 'enabled' | 'tags'
> {
  /** Who is told, at least one and at most 1,000; names differ. Azure writes to new addresses to tell them so. */
  readonly emailReceivers: readonly EmailReceiver[];
}

/**
 * People who get an e-mail when an alert fires and when it is resolved: an `ActionGroup` of mail alone. Mails have Azure's
 * common alert schema, the same for every kind of alert.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class EmailActionGroup extends ActionGroup {
  constructor(scope: Construct, id: string, props: EmailActionGroupProps) {
    super(scope, id, props);
  }
}
