import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { startTelemetry, type Telemetry } from '../src/telemetry/index.js';
import { silent } from './support.js';

export interface Tracing extends Telemetry {
  /** Spans that have ended, in the order of their beginning. */
  readonly spans: () => readonly ReadableSpan[];
}

/** Telemetry that keeps its spans, and has metrics for Prometheus. */
export async function startTracing(): Promise<Tracing> {
  const memory = new SpanMemory();
  const telemetry = await startTelemetry({
    service: 'test',
    prometheus: true,
    metricInterval: 60_000,
    log: silent,
    spanProcessors: [memory],
  });
  return { ...telemetry, spans: () => memory.ended() };
}

/** Keeps spans. Their own times are too coarse to tell which of two began first. */
class SpanMemory implements SpanProcessor {
  readonly #spans: ReadableSpan[] = [];

  onStart(span: ReadableSpan): void {
    this.#spans.push(span);
  }

  onEnd(): void {
    // A span knows by itself that it has ended.
  }

  ended(): readonly ReadableSpan[] {
    return this.#spans.filter(({ ended }) => ended);
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** A span by its name and that of its parent, as far as it is among them. */
export function described(spans: readonly ReadableSpan[]): string[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map(({ name, parentSpanContext }) => {
    const parent = parentSpanContext === undefined ? undefined : names.get(parentSpanContext.spanId);
    return parent === undefined ? name : `${name} < ${parent}`;
  });
}

/** The ids of the traces that spans belong to, each once. */
export function tracesOf(spans: readonly ReadableSpan[]): string[] {
  return [...new Set(spans.map((span) => span.spanContext().traceId))];
}
