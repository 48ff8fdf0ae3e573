import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { monitorPaths } from '@ams/monitor-api';
import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import { z } from 'zod';

import { administrationClient } from './helpers/administration.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { ask } from './helpers/monitor.js';
import { hasPrometheus, Prometheus } from './helpers/prometheus.js';
import { receiveOne } from './helpers/receiving.js';
import { sharedAccessSignature } from './helpers/tokens.js';

let namespace: LocalNamespace;

const topology = topologyOf({
  queues: [defineQueue({ name: 'orders' }), defineQueue({ name: 'metrics' })],
  topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
});

beforeAll(async () => {
  namespace = await startNamespace(topology);
  await namespace.client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
  await namespace.client.createSender('events').sendMessages({ body: 'signed up' });
  const receiver = namespace.client.createReceiver('orders');
  await receiver.deadLetterMessage(await receiveOne(receiver));
  await receiver.completeMessage(await receiveOne(receiver));
});

afterAll(() => namespace.close());

async function scrape(): Promise<string> {
  return (await ask(namespace.broker, monitorPaths.metrics)).text();
}

/** The answer to a scrape with these headers. */
async function statusOf(headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const { port } = namespace.broker;
  const request = get({ port, path: monitorPaths.metrics, headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('the metrics at /metrics', () => {
  it('tell of entities, and of the broker', async () => {
    const lines = (await scrape()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'ams_broker_info{namespace="local-bus",sku="Standard"} 1',
        'ams_broker_connections 1',
        '# TYPE ams_broker_messages gauge',
        'ams_broker_messages{entity="orders",kind="queue",state="active"} 1',
        'ams_broker_messages{entity="orders",kind="queue",state="dead_lettered"} 1',
        'ams_broker_messages{entity="events/Subscriptions/billing",kind="subscription",state="active"} 1',
        '# TYPE ams_broker_incoming_messages_total counter',
        'ams_broker_incoming_messages_total{entity="orders",kind="queue"} 3',
        'ams_broker_completed_messages_total{entity="orders",kind="queue"} 1',
        'ams_broker_links{entity="orders",kind="queue",role="sender"} 1',
      ]),
    );
  });

  it('count on from one scrape to the next', async () => {
    const incoming = async (): Promise<number> =>
      Number(/^ams_broker_incoming_messages_total\{entity="metrics",.*\} (\d+)$/m.exec(await scrape())?.[1]);
    expect(await incoming()).toBe(0);
    await namespace.client.createSender('metrics').sendMessages({ body: 'hello' });
    const both = await Promise.all([incoming(), incoming()]);
    expect(both).toEqual([1, 1]);
  });

  it('leave out what there is none of', async () => {
    const text = await scrape();
    expect(text.includes('\nams_broker_message_memory_budget_bytes ')).toBe(
      process.env['AMS_TEST_MESSAGE_MEMORY'] !== undefined,
    );
    expect(text).not.toMatch(/entity="events",kind="topic",state="active"/);
  });

  it('do not hide an entity of that name from the administration API', async () => {
    const administration = administrationClient(namespace.broker);
    const { name, maxDeliveryCount } = await administration.getQueue('metrics');
    expect({ name, maxDeliveryCount }).toEqual({ name: 'metrics', maxDeliveryCount: 10 });
    await administration.deleteQueue('metrics');
    await administration.createQueue('metrics');
    expect(await administration.queueExists('metrics')).toBe(true);
  });

  it('are told to the bearer of a token, by whatever name the broker is called', async () => {
    const { broker, clock } = namespace;
    const resource = 'http://broker.example.com/';
    const expiresAt = (Math.floor(clock.now() / 1000) + 60) * 1000;
    const authorization = sharedAccessSignature(broker, { resource, expiresAt });
    expect(await statusOf({ host: 'broker.example.com' })).toBe(401);
    expect(await statusOf({ host: 'broker.example.com', authorization })).toBe(200);
  });

  it('are all in the documentation', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/monitoring-the-broker.md'), 'utf8');
    const names = [...(await scrape()).matchAll(/^# TYPE ams_broker_(\S+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The queries of the Grafana dashboard, with what Grafana fills in. */
function grafanaQueries(): readonly string[] {
  const file = join(import.meta.dirname, '../grafana/messaging.json');
  const dashboard = z
    .object({ panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })) })) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  return dashboard.panels
    .flatMap(({ targets }) => targets.map(({ expr }) => expr))
    .map((expression) => expression.replaceAll('$entity', '.*').replaceAll('$__rate_interval', '5s'));
}

describe('the Grafana dashboard', () => {
  it('asks for nothing that the broker does not serve, and shows all of its messages', async () => {
    const served = new Set([...(await scrape()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const asked = grafanaQueries().flatMap((query) => query.match(/ams_broker_\w+/g) ?? []);
    expect(asked.filter((name) => !served.has(name))).toEqual([]);
    expect(asked).toEqual(expect.arrayContaining(['ams_broker_messages', 'ams_broker_incoming_messages_total']));
  });
});

const withPrometheus = hasPrometheus ? describe : describe.skip;

withPrometheus(`Prometheus${hasPrometheus ? '' : ' (not installed: apt-get install prometheus)'}`, () => {
  let prometheus: Prometheus;

  beforeAll(async () => {
    prometheus = await Prometheus.start(`localhost:${namespace.broker.port}`);
  }, 60_000);

  afterAll(() => prometheus.stop());

  it('scrapes the broker', async () => {
    const [sample] = await prometheus.await('ams_broker_messages{entity="orders",state="active"}');
    expect(sample?.value[1]).toBe('1');
    expect(await prometheus.query('up')).toMatchObject([{ value: [expect.any(Number), '1'] }]);
  }, 60_000);

  it('understands every query of the Grafana dashboard', async () => {
    await prometheus.await('rate(ams_broker_incoming_messages_total[5s])');
    for (const query of grafanaQueries()) await prometheus.query(query);
  }, 60_000);

  it('finds nothing to object to in names and helps', async () => {
    const { status, stdout, stderr } = spawnSync('/usr/bin/promtool', ['check', 'metrics'], {
      input: await scrape(),
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
