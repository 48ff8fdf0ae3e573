import { telemetrySettings } from './settings.js';

const service = 'queue-consumer';
const collector = 'http://collector:4318';

describe('telemetry', () => {
  test('is off unless it is asked for', () => {
    expect(telemetrySettings({ service }, {})).toBeUndefined();
  });

  test('goes to the collector that an option names, one path for each kind', () => {
    expect(telemetrySettings({ service, otlp: `${collector}/` }, {})).toEqual({
      service,
      prometheus: false,
      traces: { url: `${collector}/v1/traces`, timeoutMillis: 3_000 },
      metrics: { url: `${collector}/v1/metrics`, timeoutMillis: 3_000 },
      metricInterval: 60_000,
    });
  });

  test('leaves the time for an export to a variable that has it', () => {
    const env = { OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '10000' };
    expect(telemetrySettings({ service, otlp: collector }, env)).toMatchObject({
      traces: { url: `${collector}/v1/traces` },
      metrics: { timeoutMillis: 3_000 },
    });
    expect(telemetrySettings({ service, otlp: collector }, env)?.traces).not.toHaveProperty('timeoutMillis');
  });

  test('is on when a variable names a collector, which the exporters read themselves', () => {
    const settings = telemetrySettings({ service }, { OTEL_EXPORTER_OTLP_ENDPOINT: collector });
    expect(settings).toMatchObject({ traces: {}, metrics: {} });
  });

  test('has an option go before a variable', () => {
    const settings = telemetrySettings({ service, otlp: collector }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other' });
    expect(settings?.traces).toMatchObject({ url: `${collector}/v1/traces` });
  });

  test('sends only what has an endpoint', () => {
    const settings = telemetrySettings({ service }, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector}/v1/traces` });
    expect(settings).toHaveProperty('traces');
    expect(settings).not.toHaveProperty('metrics');
  });

  test('leaves out what a variable turns off', () => {
    const settings = telemetrySettings({ service, otlp: collector }, { OTEL_METRICS_EXPORTER: 'none' });
    expect(settings).toHaveProperty('traces');
    expect(settings).not.toHaveProperty('metrics');
  });

  test('can be for Prometheus alone', () => {
    const settings = telemetrySettings({ service, prometheus: true }, {});
    expect(settings).toEqual({ service, prometheus: true, metricInterval: 60_000 });
  });

  test('is off when the SDK is disabled, whatever else is asked for', () => {
    expect(telemetrySettings({ service, otlp: collector }, { OTEL_SDK_DISABLED: 'TRUE' })).toBeUndefined();
  });

  test('takes name and interval of the variables', () => {
    const env = { OTEL_SERVICE_NAME: 'orders-eu', OTEL_METRIC_EXPORT_INTERVAL: '5000' };
    expect(telemetrySettings({ service, otlp: collector }, env)).toMatchObject({
      service: 'orders-eu',
      metricInterval: 5_000,
    });
  });

  test('has an empty variable be none', () => {
    expect(
      telemetrySettings({ service }, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ', OTEL_TRACES_EXPORTER: '' }),
    ).toBeUndefined();
  });

  test.each([
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER=zipkin is not known here: use one of otlp'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not spoken here: use http/json'],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '1m' }, 'OTEL_METRIC_EXPORT_INTERVAL=1m must be a whole number of milliseconds'],
  ])('refuses %j', (env, problem) => {
    expect(() => telemetrySettings({ service, otlp: collector }, env)).toThrow(problem);
  });
});
