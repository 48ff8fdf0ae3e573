import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServiceBusMessage } from '@azure/service-bus';
import { publishingDefaults } from '../defaults.js';
import { explainFailure } from '../errors.js';
import { BatchBuilder, noBatches, type BatchSource, type Packer } from './batch-builder.js';
import { KeyedBatches } from './keyed-batches.js';
import { PublishFailure, sendNow, type Outflow, type PublishOptions, type PublishResult } from './publish-options.js';
import { sendBatch, type Batch, type Carriage, type Refusal } from './send-batch.js';
import { takeEach } from './take-each.js';

/** A way for batches into an entity. */
export interface Way extends Pick<Carriage, 'carry'> {
  readonly entity: string;
  readonly source: BatchSource;
}

/**
 * Takes messages, packs them and lets the batches go their way, several at once, asking for the next message only as the
 * broker keeps up.
 *
 * @throws {@link PublishFailure} if the broker refuses a batch as a whole
 */
export async function deliver(
  { entity, source, carry }: Way,
  messages: Outflow,
  options: PublishOptions,
): Promise<PublishResult> {
  const { onProgress, onRefused, onAccepted, signal } = options;
  const { maxBatchesInFlight = publishingDefaults.maxBatchesInFlight } = options;
  const underWay = new Set<Promise<void>>();
  const keysUnderWay = new Set<string>();
  let accepted = 0;
  let refused = 0;
  let failure: unknown;
  let interrupted = false;

  const carriage: Carriage = {
    carry,
    accept: (batch) => {
      accepted += batch.length;
      onAccepted?.(batch);
    },
    refuse: (refusal) => {
      refused += 1;
      onRefused?.(refusal);
    },
  };
  const launch = async (batch: Batch) => {
    const { key } = batch;
    while (underWay.size >= maxBatchesInFlight || (key !== undefined && keysUnderWay.has(key)))
      await Promise.race(underWay);
    if (failure !== undefined) return;
    if (key !== undefined) keysUnderWay.add(key);
    const sending = sendBatch(carriage, batch)
      .then(() => onProgress?.({ accepted, refused }))
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        underWay.delete(sending);
        if (key !== undefined) keysUnderWay.delete(key);
      });
    underWay.add(sending);
    // The client writes to its socket between turns of the event loop: without this pause it would keep this batch until
    // the next ones are packed too, and the broker would have nothing to do meanwhile.
    await nextTurn();
  };
  const launchAll = async (batches: readonly Batch[] | Promise<readonly Batch[]>): Promise<void> => {
    for (const batch of await batches) await launch(batch);
  };

  try {
    const packer = packerOf(source, options, carriage.refuse);
    const add = (item: ServiceBusMessage | typeof sendNow): Promise<void> | void => {
      const filled = item === sendNow ? packer.flush() : packer.add(item);
      return filled === noBatches ? undefined : launchAll(filled);
    };
    interrupted = await takeEach(messages, add, () => failure !== undefined || signal?.aborted === true);
    if (failure === undefined) await launchAll(packer.flush());
  } catch (error) {
    failure ??= error;
  }
  await Promise.all(underWay);
  if (failure !== undefined) {
    const { message } = explainFailure(failure, { action: 'send to', entity });
    const before = accepted === 0 ? '' : ` (${accepted} accepted before)`;
    throw new PublishFailure(`${message}${before}`, { accepted, refused }, { cause: failure });
  }
  return { accepted, refused, interrupted };
}

function packerOf(source: BatchSource, options: PublishOptions, refuse: (refusal: Refusal) => void): Packer {
  const { maxMessagesPerBatch = publishingDefaults.maxMessagesPerBatch, oneKeyPerBatch = false } = options;
  const builder = () => new BatchBuilder(source, maxMessagesPerBatch, refuse);
  return oneKeyPerBatch ? new KeyedBatches(builder) : builder();
}
