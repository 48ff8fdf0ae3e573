import { amqp, errorIn } from '../../../test/helpers/raw-amqp.js';
import { anEngine, type Engine } from '../../../test/support/engine.js';
import type { Journal } from '../../engine/journal.js';
import { Transaction, type TransactionalOperation } from '../../engine/transaction.js';
import { encode, type Typed } from '../../message/encoding.js';
import type { IncomingTransfers } from '../incoming-transfers.js';
import type { ReceivingLink } from '../rhea-internals.js';
import { ConnectionTransactions } from './connection-transactions.js';
import { CoordinatorLink } from './coordinator-link.js';

/** A coordinator on its own: what it answers, and what became of the one operation of a transaction. */
class Coordinator {
  readonly engine: Engine = anEngine();
  readonly answers: Typed[] = [];
  readonly closings: unknown[] = [];
  readonly done: string[] = [];
  readonly #transactions = new ConnectionTransactions(() => new Transaction(this.engine.context));
  readonly #link: CoordinatorLink;
  readonly #receiver = {
    local: { attach: {} },
    add_credit: () => undefined,
    close: (error: unknown) => this.closings.push(error),
  } as unknown as ReceivingLink;

  constructor(journal: Partial<Journal>) {
    const incoming = {
      handle: () => undefined,
      settle: (_: unknown, state: Typed) => this.answers.push(state),
    } as unknown as IncomingTransfers;
    this.#link = new CoordinatorLink(this.#receiver, incoming, this.#transactions, journal as Journal);
  }

  /** @returns the id of a transaction with one operation in it. */
  begin(): Buffer {
    const id = this.#transactions.declare(this.#receiver);
    const operation: TransactionalOperation = {
      place: { entity: 'orders' },
      messagesSent: 1,
      check: () => undefined,
      apply: () => this.done.push('applied'),
      release: () => this.done.push('released'),
    };
    this.#transactions.enlist(id, () => operation);
    return id;
  }

  take(value: Typed, settled = false): void {
    const bytes = Buffer.concat([Buffer.from([0x00, 0x53, 0x77]), encode(value)]);
    this.#link.onDelivery({ id: 0, format: 0, settled, state: undefined, bytes });
  }
}

function discharge(id: Buffer, fail = false): Typed {
  return amqp.described(0x32, amqp.list(amqp.binary(id), fail ? amqp.yes : amqp.no));
}

/** The condition and description of a rejection; undefined for an acceptance. */
function refusalIn(state: Typed | undefined): readonly unknown[] | undefined {
  return errorIn((state?.value as readonly Typed[] | undefined)?.[0]);
}

it('answers a commit once it is on disk', () => {
  const waiting: ((error?: Error) => void)[] = [];
  const coordinator = new Coordinator({ failure: undefined, whenDurable: (callback) => void waiting.push(callback) });

  coordinator.take(discharge(coordinator.begin()));
  expect(coordinator.done).toEqual(['applied']);
  expect(coordinator.answers).toEqual([]);

  for (const callback of waiting) callback();
  expect(coordinator.answers.map((state) => state.descriptor?.value)).toEqual([0x24]);
});

it('rolls back instead of committing while the journal cannot be written', () => {
  const coordinator = new Coordinator({ failure: new Error('disk full') });

  coordinator.take(discharge(coordinator.begin()));

  expect(coordinator.done).toEqual(['released']);
  expect(refusalIn(coordinator.answers[0])).toMatchObject([
    'amqp:transaction:rollback',
    expect.stringContaining('disk full'),
  ]);
});

it('says that a commit is in doubt which the journal could not take', () => {
  const coordinator = new Coordinator({
    failure: undefined,
    whenDurable: (callback) => callback(new Error('disk full')),
  });

  coordinator.take(discharge(coordinator.begin()));

  expect(refusalIn(coordinator.answers[0])).toMatchObject([
    'amqp:resource-limit-exceeded',
    expect.stringContaining('takes effect as a whole once it can, or not at all'),
  ]);
});

it('rolls back without waiting for the disk', () => {
  const coordinator = new Coordinator({ failure: new Error('disk full') });

  coordinator.take(discharge(coordinator.begin(), true));

  expect(coordinator.done).toEqual(['released']);
  expect(coordinator.answers.map((state) => state.descriptor?.value)).toEqual([0x24]);
});

it('ends a link on which a control message comes settled, and obeys it not', () => {
  const coordinator = new Coordinator({ failure: undefined });

  coordinator.take(discharge(coordinator.begin()), true);

  expect(coordinator.closings).toMatchObject([{ condition: 'amqp:not-allowed' }]);
  expect(coordinator.done).toEqual([]);
});
