import type { Tier } from '@ams/service-bus-model';

import { asBrokerError, BrokerError, outOfMemory } from '../../engine/errors.js';
import type { Journal } from '../../engine/journal.js';
import type { DeliveryHandler, DeliveryReference, IncomingDelivery, IncomingTransfers } from '../incoming-transfers.js';
import { accepted, rejected } from '../outcomes.js';
import type { ReceivingLink } from '../rhea-internals.js';
import type { ConnectionTransactions } from './connection-transactions.js';
import { readControlMessage } from './control-messages.js';
import { coordinator, declared } from './states.js';

const credit = 1000;

/** A link on which a client declares and discharges transactions. Those it leaves open are rolled back with its end. */
export class CoordinatorLink implements DeliveryHandler {
  readonly maxMessageSize = 64 * 1024;

  constructor(
    private readonly link: ReceivingLink,
    private readonly incoming: IncomingTransfers,
    private readonly transactions: ConnectionTransactions,
    private readonly journal: Journal,
  ) {
    link.local.attach['target'] = coordinator;
    incoming.handle(link, this);
    link.add_credit(credit);
  }

  onDelivery(delivery: IncomingDelivery): void {
    this.link.add_credit(1);
    if (delivery.settled) {
      this.#refuseSettled();
      return;
    }
    try {
      this.#obey(delivery);
    } catch (error) {
      this.incoming.settle(delivery, rejected(asBrokerError(error)));
    }
  }

  onOversized(delivery: DeliveryReference): void {
    this.link.add_credit(1);
    this.incoming.settle(
      delivery,
      rejected(new BrokerError('amqp:link:message-size-exceeded', 'Too large for a declare or a discharge.')),
    );
  }

  onDropped(delivery: DeliveryReference): void {
    this.link.add_credit(1);
    this.incoming.settle(delivery, rejected(outOfMemory()));
  }

  onAborted(): void {
    this.link.add_credit(1);
  }

  #obey(delivery: IncomingDelivery): void {
    const message = readControlMessage(delivery.bytes);
    if (message.kind === 'declare') {
      this.incoming.settle(delivery, declared(this.transactions.declare(this.link)));
      return;
    }
    const { failure } = this.journal;
    this.transactions.discharge(message.transactionId, message.fail || failure !== undefined);
    if (message.fail) this.incoming.settle(delivery, accepted);
    else if (failure) this.incoming.settle(delivery, rejected(rolledBackUnstored(failure)));
    else {
      this.journal.whenDurable((error) => this.incoming.settle(delivery, error ? rejected(inDoubt(error)) : accepted));
    }
  }

  /** AMQP: control messages are sent unsettled, for their answer is what they are sent for. */
  #refuseSettled(): void {
    this.link.close({
      condition: 'amqp:not-allowed',
      description: 'A declare or a discharge must be sent unsettled: its outcome is the answer.',
    });
  }
}

/** @throws BrokerError `amqp:not-allowed` in a namespace whose tier has no transactions. */
export function refuseTransactions({ transactions }: Tier): void {
  if (transactions) return;
  throw new BrokerError(
    'amqp:not-allowed',
    'The Basic tier has no transactions. Use a namespace of the Standard tier.',
  );
}

function rolledBackUnstored(error: Error): BrokerError {
  return new BrokerError(
    'amqp:transaction:rollback',
    `The transaction was rolled back: the broker cannot write its journal: ${error.message}. Make room on its disk.`,
  );
}

function inDoubt(error: Error): BrokerError {
  return new BrokerError(
    'amqp:resource-limit-exceeded',
    `The broker cannot write its journal: ${error.message}. The transaction takes effect as a whole once it can, or not ` +
      'at all. Make room on its disk.',
  );
}
