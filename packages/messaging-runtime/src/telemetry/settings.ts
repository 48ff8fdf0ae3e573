/** What telemetry is asked for. The variables of OpenTelemetry (`OTEL_…`) say the rest, and count where this is silent. */
export interface TelemetryOptions {
  /** Name of the service, unless `OTEL_SERVICE_NAME` has another. */
  readonly service: string;
  /** Collector that traces and metrics are sent to by OTLP over HTTP, as `http://localhost:4318`. */
  readonly otlp?: string | undefined;
  /** Whether metrics are to be had as Prometheus reads them. Default: no. */
  readonly prometheus?: boolean | undefined;
}

/** Where one kind of telemetry is sent to: an address, or where the exporter itself finds it in its variables. */
export interface Export {
  readonly url?: string;
  /** Milliseconds for an export with all attempts at it. Absent: as a variable says. */
  readonly timeoutMillis?: number;
}

export interface TelemetrySettings {
  readonly service: string;
  readonly prometheus: boolean;
  readonly traces?: Export;
  readonly metrics?: Export;
  /** Milliseconds between two exports of metrics. */
  readonly metricInterval: number;
}

/** By the specification of the SDK's variables. */
const defaultMetricInterval = 60_000;

/**
 * Milliseconds for an export. The specification has 10 seconds, for which a process that is done would wait for a collector
 * that is away: too long for one that has been told to stop.
 */
export const defaultExportTimeout = 3_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What is to be set up.
 *
 * @returns `undefined` if nothing is asked for, or `OTEL_SDK_DISABLED` is true
 * @throws Error for a variable that asks for what is not here
 */
export function telemetrySettings(
  { service, otlp, prometheus = false }: TelemetryOptions,
  env: Environment = process.env,
): TelemetrySettings | undefined {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const exporting = (signal: 'traces' | 'metrics'): { readonly [Key in typeof signal]?: Export } => {
    const names = exportersOf(`OTEL_${signal.toUpperCase()}_EXPORTER`, env);
    if (names.includes('none')) return {};
    const timeout = hasVariable('TIMEOUT', signal, env) ? {} : { timeoutMillis: defaultExportTimeout };
    if (otlp !== undefined) return { [signal]: { url: `${otlp.replace(/\/+$/, '')}/v1/${signal}`, ...timeout } };
    return names.includes('otlp') || hasVariable('ENDPOINT', signal, env) ? { [signal]: timeout } : {};
  };
  const exported = { ...exporting('traces'), ...exporting('metrics') };
  if (exported.traces === undefined && exported.metrics === undefined && !prometheus) return undefined;
  if (env['OTEL_EXPORTER_OTLP_PROTOCOL'] === 'grpc') {
    throw new Error('OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not spoken here: use http/json, and the port for HTTP (4318)');
  }
  return {
    service: nonEmpty(env['OTEL_SERVICE_NAME']) ?? service,
    prometheus,
    ...exported,
    metricInterval: intervalOf('OTEL_METRIC_EXPORT_INTERVAL', env) ?? defaultMetricInterval,
  };
}

const knownExporters = ['otlp', 'prometheus', 'none'];

function exportersOf(variable: string, env: Environment): readonly string[] {
  const names = (env[variable] ?? '').split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== '' && !knownExporters.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`${variable}=${unknown} is not known here: use one of ${knownExporters.join(', ')}`);
}

/** Whether the exporter finds one of its settings in a variable, for all signals or for this one. */
function hasVariable(setting: 'ENDPOINT' | 'TIMEOUT', signal: 'traces' | 'metrics', env: Environment): boolean {
  const variables = [`OTEL_EXPORTER_OTLP_${setting}`, `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${setting}`];
  return variables.some((variable) => nonEmpty(env[variable]) !== undefined);
}

function intervalOf(variable: string, env: Environment): number | undefined {
  const text = nonEmpty(env[variable]);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`${variable}=${text} must be a whole number of milliseconds, at least 1`);
}

/** The specification has an empty variable be none. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
