import { createLogger } from '@ams/messaging-runtime';
import { startTestSystem, type TestSystem, type TestSystemOptions } from '@ams/messaging-runtime/testing';
import type { FastifyInstance } from 'fastify';

import type { JobView } from '../src/api/index.js';
import { createDashboard, type DashboardOptions } from '../src/server/create-dashboard.js';

export const silent = createLogger('dashboard', 'silent');

/** An answer of the dashboard. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Parsed, where it is JSON. */
  readonly body: unknown;
}

/** A messaging system with a dashboard for it, in this process. */
export interface Bench extends TestSystem {
  readonly dashboard: FastifyInstance;
  /** @param headers beside those that the page sends */
  readonly get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  /** As the page does it, unless the headers say otherwise. */
  readonly post: (url: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
}

/** What the page sends with all that changes something. */
export const ownHeaders = {
  'content-type': 'application/json',
  'x-ams-dashboard': '1',
  origin: 'http://localhost:80',
} as const;

export async function startBench(
  options: Partial<DashboardOptions> = {},
  systemOptions: TestSystemOptions = {},
): Promise<Bench> {
  const system = await startTestSystem(systemOptions);
  const dashboard = await createDashboard({
    environment: 'local',
    access: { connectionString: system.broker.connectionString() },
    names: namesOfTestSystem,
    log: silent,
    ...options,
  });
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    headers: Readonly<Record<string, string>>,
    payload?: string,
  ): Promise<Answer> => {
    const answer = await dashboard.inject({
      method,
      url,
      headers: { host: 'localhost:80', ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = /\bjson\b/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.payload,
      body: isJson ? (JSON.parse(answer.payload) as unknown) : undefined,
    };
  };
  return {
    ...system,
    dashboard,
    get: (url, headers = {}) => ask('GET', url, headers),
    post: (url, body = {}, headers = {}) =>
      ask('POST', url, { ...ownHeaders, ...headers }, typeof body === 'string' ? body : JSON.stringify(body)),
    close: async () => {
      await dashboard.close();
      await system.close();
    },
  };
}

/** What the entities of the test system are called in a stack's outputs. */
export const namesOfTestSystem = {
  namespaceName: 'messaging-test',
  queueName: 'orders',
  sessionQueueName: 'customer-orders',
  topicName: 'events',
  billingSubscriptionName: 'billing',
  analyticsSubscriptionName: 'analytics',
  insightsTopicName: 'insights',
  reportsSubscriptionName: 'reports',
  parkingQueueName: 'parked',
} as const;

/** The job as it is when it has ended. */
export async function ended(bench: Bench, started: Answer): Promise<JobView> {
  if (started.status !== 202) throw new Error(`no job began: ${started.text}`);
  const { id } = started.body as JobView;
  for (;;) {
    const jobs = (await bench.get('/api/jobs')).body as readonly JobView[];
    const job = jobs.find((each) => each.id === id);
    if (job !== undefined && job.state !== 'running') return job;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
