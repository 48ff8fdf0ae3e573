import { batchDefaults } from '../defaults.js';
import { BatchContext, handleBatch, type BatchHandler, type HandledBatch } from './batch-handler.js';
import type { Handling, ProcessorInstrumentation } from '../telemetry/instrumentation.js';
import type { ProcessingCounts } from './counts.js';
import { abandonOrDeadLetter, type Ending } from './message-handler.js';
import { ProcessingLoop } from './processing-loop.js';
import type { ProcessingOptions } from './processing-options.js';

export interface BatchProcessorOptions extends ProcessingOptions {
  readonly handler: BatchHandler;
  /** Most messages of a batch, 1 to 2,000. `prefetch` is at least as many. Defaults are those of {@link batchDefaults}. */
  readonly batchSize?: number;
  /** Milliseconds that the first message of a batch waits for others. */
  readonly batchWait?: number;
}

/**
 * Receives messages under peek-lock, hands them to the handler in batches, and settles each as the handler says, until it
 * is told to stop. `concurrency` is that of batches. Apart from that it does as `runProcessor` does.
 *
 * @returns what became of the messages, once all are settled, or handlers have overrun the stop deadline
 * @throws {@link MessagingFailure} if the entity cannot be received from for good; what was held is settled before
 */
export async function runBatchProcessor(options: BatchProcessorOptions): Promise<ProcessingCounts> {
  const { batchSize = batchDefaults.batchSize, concurrency = batchDefaults.concurrency } = options;
  const prefetch = Math.max(batchSize, options.prefetch ?? batchDefaults.prefetch);
  const batches = new Batches({ ...options, batchSize });
  try {
    const loop = new ProcessingLoop({ ...options, concurrency, prefetch }, (theLoop) => batches.dispatch(theLoop));
    return await loop.run();
  } finally {
    batches.stop();
  }
}

/** Makes batches of what waits: of as many messages as a batch has, or of fewer once the first has waited long enough. */
class Batches {
  readonly #handler: BatchHandler;
  readonly #ending: Ending;
  readonly #instrumentation: ProcessorInstrumentation | undefined;
  readonly #size: number;
  readonly #wait: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BatchProcessorOptions & { readonly batchSize: number }) {
    const { handler, log, onFailure = abandonOrDeadLetter, batchSize, batchWait = batchDefaults.batchWait } = options;
    this.#handler = handler;
    this.#instrumentation = options.instrumentation;
    this.#ending = { onFailure, log };
    this.#size = batchSize;
    this.#wait = batchWait;
  }

  dispatch(loop: ProcessingLoop): void {
    while (this.#isDue(loop)) if (!this.#begin(loop)) return;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #isDue(loop: ProcessingLoop): boolean {
    const { first } = loop.backlog;
    if (first === undefined) return false;
    if (loop.backlog.isFull(this.#size)) return true;
    const patience = first.receivedAt + this.#wait - Date.now();
    if (patience <= 0) return true;
    // Credits go back many at once, when messages end. Here none may end before others have come.
    loop.askForMore();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.dispatch(loop);
    }, patience);
    return false;
  }

  /** @returns whether there was room for another batch */
  #begin(loop: ProcessingLoop): boolean {
    const batch = loop.backlog.nextBatch(this.#size);
    if (batch.length === 0) return false;
    const messages = batch.map(({ message }) => message);
    const context = new BatchContext(messages, this.#ending.log);
    for (const held of batch) held.context = context;
    const run = () => handleBatch(this.#handler, messages, context, this.#ending);
    const handled =
      this.#instrumentation === undefined
        ? run()
        : this.#instrumentation.process(messages, () => run().then(withFailure));
    void handled.then(({ each, sends }) => {
      loop.endBatch(batch, each, sends);
      this.dispatch(loop);
    });
    return true;
  }
}

/** A batch has failed when one of its messages has. */
function withFailure(handled: HandledBatch): HandledBatch & Handling {
  return { ...handled, failure: handled.each.find(({ failure }) => failure !== undefined)?.failure };
}
