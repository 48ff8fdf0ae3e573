import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startTelemetry, type Telemetry } from '../src/telemetry/index.js';
import { silent } from './support.js';

export interface Tracing extends Telemetry {
  /** Spans that have ended, in the order of their beginning. */
  readonly spans: () => readonly ReadableSpan[];
}

/** Telemetry that keeps its spans, and has metrics for Prometheus. */
export async function startTracing(): Promise<Tracing> {
  const exporter = new InMemorySpanExporter();
  const telemetry = await startTelemetry({
    service: 'test',
    prometheus: true,
    metricInterval: 60_000,
    log: silent,
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  return { ...telemetry, spans: () => [...exporter.getFinishedSpans()].sort(byStart) };
}

function byStart({ startTime: [a, aNanos] }: ReadableSpan, { startTime: [b, bNanos] }: ReadableSpan): number {
  return a - b || aNanos - bNanos;
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
