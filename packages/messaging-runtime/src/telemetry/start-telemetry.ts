import { setTimeout as pause } from 'node:timers/promises';
import {
  context,
  createNoopMeter,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  metrics,
  propagation,
  trace,
  type DiagLogger,
} from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader, type MetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { problemOf } from '../errors.js';
import { setLogContext, type Logger } from '../logger.js';
import { exportProblems } from './export-problems.js';
import { httpServerTelemetry } from './http-server-telemetry.js';
import { instrument } from './instrument.js';
import { defaultExportTimeout, type TelemetrySettings } from './settings.js';
import { observe } from './own-metrics.js';
import type { Telemetry } from './telemetry.js';

/** Milliseconds that the last export may take, with what is around it. */
const lastExportTimeout = defaultExportTimeout + 500;

const scope = '@ams/messaging-runtime';

export interface TelemetrySetup extends TelemetrySettings {
  readonly log: Pick<Logger, 'warn' | 'debug'>;
  /** What else is to have the spans. */
  readonly spanProcessors?: readonly SpanProcessor[];
  /** What else is to read the metrics. */
  readonly metricReaders?: readonly MetricReader[];
}

/**
 * Sets up OpenTelemetry for this process: for what the runtime measures, and for handlers that ask OpenTelemetry's own
 * API for a tracer or a meter. The sampler is that of `OTEL_TRACES_SAMPLER`: all traces, unless it says otherwise.
 */
export async function startTelemetry(setup: TelemetrySetup): Promise<Telemetry> {
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: setup.service }));
  const problems = exportProblems(setup.log);
  diag.setLogger(problems, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });

  const prometheus = setup.prometheus ? new PrometheusExporter({ preventServerStart: true }) : undefined;
  const readers = [
    ...(setup.metricReaders ?? []),
    ...(prometheus === undefined ? [] : [prometheus]),
    ...(await otlpReader(setup)),
  ];
  const spanProcessors = [...(setup.spanProcessors ?? []), ...(await otlpSpans(setup))];
  const meterProvider = readers.length === 0 ? undefined : new MeterProvider({ resource, readers });
  const tracerProvider = spanProcessors.length === 0 ? undefined : new NodeTracerProvider({ resource, spanProcessors });

  tracerProvider?.register();
  if (meterProvider !== undefined) metrics.setGlobalMeterProvider(meterProvider);
  if (tracerProvider !== undefined) setLogContext(idsOfActiveSpan);

  const meter = meterProvider?.getMeter(scope) ?? createNoopMeter();
  const tracer = tracerProvider?.getTracer(scope);
  return {
    ...instrument({ tracer, meter }),
    observe: (own) => observe(meter, own),
    httpServer: () => httpServerTelemetry(tracer, meter),
    ...(prometheus === undefined
      ? {}
      : { serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response) }),
    shutdown: async () => {
      setLogContext(undefined);
      await Promise.all([tracerProvider, meterProvider].map((provider) => end(provider, problems)));
      for (const global of [trace, context, propagation, metrics, diag]) global.disable();
    },
  };
}

/** Never fails: who has done its work is not to fail for what is told of it. */
async function end(
  provider: { shutdown(): Promise<void> } | undefined,
  problems: Pick<DiagLogger, 'error'>,
): Promise<void> {
  const late = pause(lastExportTimeout, 'the collector does not answer', { ref: false });
  const problem = await Promise.race([provider?.shutdown().then(() => undefined, problemOf), late]);
  if (problem !== undefined) problems.error(problem);
}

async function otlpSpans({ traces }: TelemetrySettings): Promise<readonly SpanProcessor[]> {
  if (traces === undefined) return [];
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return [new BatchSpanProcessor(new OTLPTraceExporter(traces))];
}

async function otlpReader({ metrics: exported, metricInterval }: TelemetrySettings): Promise<readonly MetricReader[]> {
  if (exported === undefined) return [];
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
  return [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(exported),
      exportIntervalMillis: metricInterval,
      exportTimeoutMillis: Math.min(metricInterval, 30_000),
    }),
  ];
}

function idsOfActiveSpan(): Record<string, string> {
  const active = trace.getActiveSpan()?.spanContext();
  if (active === undefined || !isSpanContextValid(active)) return {};
  return { trace_id: active.traceId, span_id: active.spanId };
}
