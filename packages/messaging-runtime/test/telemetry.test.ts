import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import {
  processingReceiverOptions,
  publish,
  queueDeadLetters,
  queueSessions,
  recoverability,
  resubmitDeadLetters,
  runBatchProcessor,
  runProcessor,
  runSessionProcessor,
  sendThenComplete,
  UnprocessableMessageError,
  type MessageHandler,
  type ProcessorOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered, silent } from './support.js';
import { described, startTracing, tracesOf, type Tracing } from './telemetry-support.js';

let system: TestSystem;
let tracing: Tracing;

beforeEach(async () => {
  system = await startTestSystem();
  tracing = await startTracing();
});

afterEach(async () => {
  await tracing.shutdown();
  await system.close();
});

const send = (count: number) =>
  publish(system.client.createSender('orders'), numbered(count), {
    instrumentation: tracing.publisher('test.example'),
  });

const process = (handler: MessageHandler, options: Partial<ProcessorOptions> = {}) =>
  runProcessor({
    receiver: system.client.createReceiver('orders', processingReceiverOptions),
    signal: new AbortController().signal,
    log: silent,
    maxMessages: 1,
    handler,
    instrumentation: tracing.processor('orders', 'test.example'),
    ...options,
  });

const nothing = (): void => undefined;
const named = (name: string): ReadableSpan | undefined => tracing.spans().find((span) => span.name === name);

const receiverOfTest = () => system.client.createReceiver('orders', processingReceiverOptions);

/** What Prometheus reads. */
async function metrics(): Promise<string> {
  return new Promise((resolve, reject) => {
    const response = { statusCode: 0, setHeader: () => undefined, end: (text: string) => resolve(text) };
    if (tracing.serveMetrics === undefined) return reject(new Error('Prometheus was not asked for'));
    tracing.serveMetrics({} as never, response as never);
  });
}

describe('a message', () => {
  test('is one trace from its creation to its settlement', async () => {
    await send(1);
    await process(nothing);
    expect(described(tracing.spans())).toEqual([
      'create orders',
      'send orders < create orders',
      'process orders < create orders',
      'complete orders < process orders',
    ]);
    expect(tracesOf(tracing.spans())).toHaveLength(1);
    expect(tracing.spans().map(({ kind }) => kind)).toEqual([
      SpanKind.PRODUCER,
      SpanKind.CLIENT,
      SpanKind.CONSUMER,
      SpanKind.CLIENT,
    ]);
  });

  test('is described by the semantic conventions', async () => {
    await send(1);
    await process(nothing);
    const common = {
      'messaging.system': 'servicebus',
      'messaging.destination.name': 'orders',
      'messaging.message.id': 'm0',
      'server.address': 'test.example',
    };
    const operation = (type: string, name = type) => ({
      ...common,
      'messaging.operation.type': type,
      'messaging.operation.name': name,
    });
    expect(named('create orders')?.attributes).toEqual(operation('create'));
    expect(named('send orders')?.attributes).toEqual(operation('send'));
    expect(named('process orders')?.attributes).toEqual({
      ...operation('process'),
      'messaging.servicebus.message.enqueued_time': expect.any(Number),
    });
    expect(named('complete orders')?.attributes).toMatchObject({
      ...operation('settle', 'complete'),
      'messaging.servicebus.disposition_status': 'complete',
    });
  });

  test('carries its trace as W3C and the Azure SDKs have it', async () => {
    await send(1);
    const [message] = await system.client.createReceiver('orders').peekMessages(1);
    const { traceId, spanId } = named('create orders')?.spanContext() ?? {};
    const expected = `00-${traceId}-${spanId}-01`;
    expect(message?.applicationProperties).toEqual({ traceparent: expected, 'Diagnostic-Id': expected });
  });

  test('that carries a trace of somebody else keeps it', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await publish(system.client.createSender('orders'), [{ body: 1, applicationProperties: { traceparent } }], {
      instrumentation: tracing.publisher(),
    });
    await process(nothing);
    expect(tracesOf(tracing.spans())).toEqual(['0af7651916cd43dd8448eb211c80319c']);
    expect(named('process orders')?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  });

  test('of nobody who traces begins a trace of its own', async () => {
    await system.client.createSender('orders').sendMessages({ body: 1, messageId: 'm0' });
    await process(nothing);
    expect(described(tracing.spans())).toEqual(['process orders', 'complete orders < process orders']);
  });

  test('has what its handler traces in its trace, also after waiting', async () => {
    await send(1);
    await process(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      trace.getTracer('of the handler').startSpan('call the bank').end();
    });
    expect(described(tracing.spans())).toContain('call the bank < process orders');
  });

  test('has what its handler sends in its trace', async () => {
    const receiver = receiverOfTest();
    await send(1);
    await process((message, context) => context.send({ entity: 'parked', message: { body: message.body } }), {
      receiver,
      completeAndSend: sendThenComplete(system.client, receiver),
    });
    const [copy] = await system.client.createReceiver('parked').peekMessages(1);
    const { traceId, spanId } = named('create parked')?.spanContext() ?? {};
    expect(copy?.applicationProperties).toMatchObject({ traceparent: `00-${traceId}-${spanId}-01` });
    expect(described(tracing.spans())).toEqual([
      'create orders',
      'send orders < create orders',
      'process orders < create orders',
      'create parked < process orders',
      'complete orders < process orders',
      'send parked < process orders',
    ]);
  });

  test('that fails tells why, without secrets', async () => {
    await send(1);
    await process(() => {
      throw new UnprocessableMessageError('InvalidBody', 'no order, but SharedAccessKey=aVerySecretKey=');
    });
    expect(described(tracing.spans()).slice(2)).toEqual([
      'process orders < create orders',
      'dead_letter orders < process orders',
    ]);
    const failed = named('process orders');
    expect(failed?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'InvalidBody: no order, but SharedAccessKey=***',
    });
    expect(failed?.attributes['error.type']).toBe('UnprocessableMessageError');
    expect(JSON.stringify(failed?.events)).not.toContain('aVerySecretKey');
    expect(named('dead_letter orders')?.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('that cannot be settled says so', async () => {
    await send(1);
    await process(nothing, {
      receiver: Object.assign(receiverOfTest(), {
        completeMessage: () => Promise.reject(Object.assign(new Error('expired'), { code: 'MessageLockLostError' })),
      }),
      stopWhenIdle: 50,
    });
    expect(named('complete orders')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'MessageLockLost' },
    });
  });

  test('that comes again says how often it came', async () => {
    await send(1);
    let attempts = 0;
    await process(() => {
      attempts += 1;
      if (attempts === 1) throw new TypeError('not now');
    });
    const attempt = tracing.spans().filter(({ name }) => name === 'process orders');
    expect(attempt.map(({ attributes }) => attributes['messaging.servicebus.message.delivery_count'])).toEqual([
      undefined,
      1,
    ]);
    expect(attempt[0]?.attributes['error.type']).toBe('TypeError');
  });
});

describe('a message that is dead-lettered, sent back and processed', () => {
  const fail = (): never => {
    throw new UnprocessableMessageError('InvalidBody', 'no order');
  };
  const sendBack = () =>
    resubmitDeadLetters(queueDeadLetters(system.client, 'orders'), {
      maxResubmits: 3,
      signal: new AbortController().signal,
      log: silent,
      telemetry: tracing,
    });

  test('is one trace', async () => {
    await send(1);
    await process(fail);
    await expect(sendBack()).resolves.toMatchObject({ resubmitted: 1 });
    await process(nothing);
    expect(tracesOf(tracing.spans())).toHaveLength(1);
    expect(described(tracing.spans())).toEqual([
      'create orders',
      'send orders < create orders',
      'process orders < create orders',
      'dead_letter orders < process orders',
      'process orders/$DeadLetterQueue < create orders',
      'complete orders/$DeadLetterQueue < process orders/$DeadLetterQueue',
      'send orders < process orders/$DeadLetterQueue',
      'process orders < create orders',
      'complete orders < process orders',
    ]);
  });

  test('begins its trace where somebody first traces it', async () => {
    await system.client.createSender('orders').sendMessages({ messageId: 'm0', body: 1 });
    await process(fail, { instrumentation: undefined });
    await sendBack();
    await process(nothing);
    expect(tracesOf(tracing.spans())).toHaveLength(1);
    expect(described(tracing.spans())).toEqual([
      'process orders/$DeadLetterQueue',
      'create orders < process orders/$DeadLetterQueue',
      'complete orders/$DeadLetterQueue < process orders/$DeadLetterQueue',
      'send orders < process orders/$DeadLetterQueue',
      'process orders < create orders',
      'complete orders < process orders',
    ]);
  });
});

describe('a message that is put off', () => {
  test('is one trace with the copy that comes later, and counted as a retry', async () => {
    const retries = recoverability({
      app: 'test',
      log: silent,
      immediateRetries: 0,
      delayedRetries: { base: 0 },
      retryTo: { entity: 'orders' },
    });
    const receiver = receiverOfTest();
    await send(1);
    let attempts = 0;
    await process(
      () => {
        attempts += 1;
        if (attempts === 1) throw new Error('not now');
      },
      {
        receiver,
        onFailure: retries.onFailure,
        completeAndSend: retries.completeAndSend(sendThenComplete(system.client, receiver)),
        maxMessages: 2,
        stopWhenIdle: 500,
      },
    );
    expect(attempts).toBe(2);
    expect(tracesOf(tracing.spans())).toHaveLength(1);
    expect(described(tracing.spans())).toEqual([
      'create orders',
      'send orders < create orders',
      'process orders < create orders',
      'complete orders < process orders',
      'schedule orders < process orders',
      'process orders < create orders',
      'complete orders < process orders',
    ]);
    await expect(metrics()).resolves.toMatch(/ams_messages_retries_total\{.*ams_retry="delayed".*\} 1/);
  });
});

describe('messages of a session', () => {
  test('are one trace each, and counted', async () => {
    await publish(
      system.client.createSender('customer-orders'),
      numbered(2).map((message) => ({ ...message, sessionId: 'ada' })),
      { instrumentation: tracing.publisher() },
    );
    await runSessionProcessor({
      source: queueSessions(system.client, 'customer-orders'),
      signal: new AbortController().signal,
      log: silent,
      maxMessages: 2,
      handler: nothing,
      instrumentation: tracing.processor('customer-orders'),
    });
    expect(described(tracing.spans()).slice(3)).toEqual([
      'process customer-orders < create customer-orders',
      'complete customer-orders < process customer-orders',
      'process customer-orders < create customer-orders',
      'complete customer-orders < process customer-orders',
    ]);
    // One is that of sending both.
    expect(tracesOf(tracing.spans())).toHaveLength(3);
    await expect(metrics()).resolves.toMatch(
      /messaging_client_consumed_messages_total\{.*name="customer-orders".*\} 2/,
    );
  });
});

describe('a batch', () => {
  test('is a trace of its own, linked to those of its messages', async () => {
    await send(3);
    const created = tracing.spans().filter(({ name }) => name === 'create orders');
    const sending = named('send orders');
    expect(tracesOf(created)).toHaveLength(3);
    expect(sending?.attributes).toMatchObject({ 'messaging.batch.message_count': 3 });
    expect(sending?.links.map(({ context }) => context.spanId)).toEqual(
      created.map((span) => span.spanContext().spanId),
    );
  });

  test('is processed in a trace of its own, linked to those of its messages', async () => {
    await send(3);
    await runBatchProcessor({
      receiver: receiverOfTest(),
      signal: new AbortController().signal,
      log: silent,
      batchSize: 3,
      batchWait: 1_000,
      maxMessages: 3,
      handler: () => undefined,
      instrumentation: tracing.processor('orders'),
    });
    const created = tracing.spans().filter(({ name }) => name === 'create orders');
    const processing = named('process orders');
    expect(processing).toMatchObject({
      kind: SpanKind.CONSUMER,
      parentSpanContext: undefined,
      attributes: { 'messaging.batch.message_count': 3 },
    });
    expect(processing?.links.map(({ context }) => context.spanId)).toEqual(
      created.map((span) => span.spanContext().spanId),
    );
    expect(described(tracing.spans()).filter((each) => each === 'complete orders < process orders')).toHaveLength(3);
  });

  test('that is too large to go at once has each message in one trace', async () => {
    const large = Array.from({ length: 6 }, (_, index) => ({ messageId: `m${index}`, body: 'x'.repeat(100_000) }));
    const { accepted } = await publish(system.client.createSender('orders'), large, {
      instrumentation: tracing.publisher(),
    });
    expect(accepted).toBe(6);
    expect(tracing.spans().filter(({ name }) => name === 'send orders').length).toBeGreaterThan(1);
    const created = tracing.spans().filter(({ name }) => name === 'create orders');
    expect(created).toHaveLength(6);
    const carried = new Set<unknown>();
    await process((message) => void carried.add(message.applicationProperties?.['traceparent']), { maxMessages: 6 });
    expect(carried).toEqual(
      new Set(created.map((span) => `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`)),
    );
  });
});

describe('metrics', () => {
  const value = (text: string, name: string, ...labels: readonly string[]): number | undefined => {
    const line = text
      .split('\n')
      .find((each) => each.startsWith(`${name}{`) && labels.every((label) => each.includes(label)));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  test('count what was sent, received, handled and settled', async () => {
    await send(3);
    await process(nothing, { maxMessages: 3 });
    const text = await metrics();
    const orders = 'messaging_destination_name="orders"';
    expect(value(text, 'messaging_client_sent_messages_total', orders)).toBe(3);
    expect(value(text, 'messaging_client_consumed_messages_total', orders)).toBe(3);
    expect(value(text, 'messaging_process_duration_count', orders)).toBe(3);
    expect(value(text, 'messaging_client_operation_duration_count', 'name="complete"')).toBe(3);
    expect(value(text, 'messaging_client_operation_duration_count', 'name="send"')).toBe(1);
    expect(value(text, 'ams_message_lag_count', orders)).toBe(3);
    expect(value(text, 'ams_messages_in_flight', orders)).toBe(0);
    expect(value(text, 'ams_circuit_breaker_state', orders)).toBe(0);
  });

  test('tell of retries, and of dead letters by reason', async () => {
    await send(2);
    await process(
      ({ messageId, deliveryCount = 0 }) => {
        if (messageId === 'm0') throw new UnprocessableMessageError('InvalidBody', 'no order');
        if (deliveryCount === 0) throw new Error('not now');
      },
      { maxMessages: 2 },
    );
    const text = await metrics();
    expect(value(text, 'ams_messages_dead_lettered_total', 'ams_dead_letter_reason="InvalidBody"')).toBe(1);
    expect(value(text, 'ams_messages_retries_total', 'ams_retry="abandoned"')).toBe(1);
    expect(value(text, 'messaging_process_duration_count', 'error_type="UnprocessableMessageError"')).toBe(1);
  });

  test('tell what is held while it is', async () => {
    await send(2);
    let held: number | undefined;
    await process(
      async () => {
        held ??= value(await metrics(), 'ams_messages_in_flight');
      },
      { maxMessages: 2 },
    );
    expect(held).toBeGreaterThan(0);
    expect(value(await metrics(), 'ams_messages_in_flight')).toBe(0);
  });
});
