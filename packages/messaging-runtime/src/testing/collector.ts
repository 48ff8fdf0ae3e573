import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const attributesSchema = z
  .array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) }))
  .transform((attributes) => Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]])));

const resourceSchema = z.object({ attributes: attributesSchema });

const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  attributes: attributesSchema,
});

/** What exporters post, as far as it is looked at. */
const postedSchema = z.object({
  resourceSpans: z
    .array(z.object({ resource: resourceSchema, scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })) }))
    .default([]),
  resourceMetrics: z
    .array(
      z.object({
        resource: resourceSchema,
        scopeMetrics: z.array(z.object({ metrics: z.array(z.object({ name: z.string() })) })),
      }),
    )
    .default([]),
});

/** A span as a collector has it. */
export interface CollectedSpan extends z.infer<typeof spanSchema> {
  /** `service.name` of who sent it. */
  readonly service: unknown;
}

/** Takes traces and metrics by OTLP over HTTP, as JSON. */
export interface Collector {
  /** For `--otlp`. */
  readonly url: string;
  /** Spans that came, in the order of their beginning as far as milliseconds tell it. */
  readonly spans: () => readonly CollectedSpan[];
  /** Names of the metrics that came, each once for each service. */
  readonly metrics: () => readonly { readonly service: unknown; readonly name: string }[];
  /** All that came, as it came. */
  readonly bodies: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** @param status what it answers with */
export async function startCollector(status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const posted = () => bodies.map((body) => postedSchema.parse(JSON.parse(body)));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => posted().flatMap(spansOf).sort(byStart),
    metrics: () => posted().flatMap(metricsOf),
    bodies: () => bodies,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function spansOf({ resourceSpans }: z.infer<typeof postedSchema>): readonly CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service: resource.attributes['service.name'] }))),
  );
}

function metricsOf({ resourceMetrics }: z.infer<typeof postedSchema>) {
  return resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.map(({ name }) => ({ service: resource.attributes['service.name'], name })),
    ),
  );
}

function byStart(a: CollectedSpan, b: CollectedSpan): number {
  return Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano));
}
