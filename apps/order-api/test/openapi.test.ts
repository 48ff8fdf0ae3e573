import type { InjectOptions } from 'fastify';
import { z } from 'zod';
import { startBench, untilActive, type Bench } from './support.js';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

interface Media {
  readonly schema: { readonly required?: readonly string[]; readonly properties: Readonly<Record<string, unknown>> };
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, Media>>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const post = (body: unknown, headers: Readonly<Record<string, string>> = {}): InjectOptions => ({
  method: 'POST',
  url: '/orders',
  payload: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});

const read = async (): Promise<Document> => (await bench.get('/openapi.json')).body as Document;

test('the document names every path, method and answer', async () => {
  const { openapi, paths } = await read();
  const answers = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => `${method} ${path}: ${Object.keys(responses).join(' ')}`),
  );
  expect({ openapi, answers: answers.sort() }).toEqual({
    openapi: '3.1.0',
    answers: [
      'get /health/live: 200',
      'get /health/ready: 200 503',
      'get /orders/{id}: 200 404',
      'post /orders: 202 400 409 413 415 422 503',
    ],
  });
});

test('every answer has a description and a schema, every parameter a place, every operation an id of its own', async () => {
  const { paths } = await read();
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const { responses, parameters = [] } of operations) {
    for (const { name, in: place } of parameters)
      expect(`${place} ${name}`).toMatch(/^(header Idempotency-Key|path id)$/);
    for (const { description, content } of Object.values(responses)) {
      expect(description).toMatch(/\w/);
      for (const { schema } of Object.values(content)) expect(schema).toMatchObject({ type: 'object' });
    }
  }
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});

test('headers that say where an order is, or when to come again, are in the document', async () => {
  const { paths } = await read();
  const responses = paths['/orders']?.['post']?.responses;
  expect(responses?.['202']?.headers).toHaveProperty('Location');
  expect(responses?.['503']?.headers).toHaveProperty('Retry-After');
});

test.each<[string, number, InjectOptions]>([
  ['/orders', 202, post({ order_id: 'A-1', amount: 1 })],
  ['/orders', 400, post({ amount: 'x' })],
  ['/orders', 400, post({ amount: 1 }, { 'idempotency-key': 'two words' })],
  ['/orders', 409, post({ order_id: 'known', amount: 2 })],
  ['/orders', 413, post({ amount: 1, note: 'x'.repeat(70_000) })],
  ['/orders', 415, post('amount=1', { 'content-type': 'text/plain' })],
  ['/orders', 422, post({ amount: 2 }, { 'idempotency-key': 'k1' })],
  ['/orders/{id}', 200, { method: 'GET', url: '/orders/known' }],
  ['/orders/{id}', 404, { method: 'GET', url: '/orders/unknown' }],
  ['/health/live', 200, { method: 'GET', url: '/health/live' }],
  ['/health/ready', 200, { method: 'GET', url: '/health/ready' }],
])('what %s answers with %i is as the document says', async (path, status, request) => {
  await bench.inject(post({ order_id: 'known', amount: 1 }, { 'idempotency-key': 'k1' }));
  const { paths } = await read();
  const answer = await bench.inject(request);
  const { content } = paths[path]?.[request.method?.toLowerCase() ?? '']?.responses[status] ?? {};
  const [mediaType] = String(answer.headers['content-type']).split(';');
  const schema = content?.[mediaType ?? '']?.schema;
  expect({ status: answer.status, isDocumented: schema !== undefined }).toEqual({ status, isDocumented: true });
  // Properties that the document does not name would be a surprise, too.
  expect(z.fromJSONSchema({ ...schema, additionalProperties: false } as never).safeParse(answer.body).error).toBe(
    undefined,
  );
});

test('what must be in an order is what the service asks for, and its examples are accepted', async () => {
  const { paths } = await read();
  const media = paths['/orders']?.['post']?.requestBody?.content['application/json'];
  expect(media?.schema.required).toEqual(['amount']);
  expect(Object.keys(media?.schema.properties ?? {}).sort()).toEqual(['amount', 'customer_id', 'order_id', 'ts']);
  const examples = Object.values(media?.examples ?? {}).map(({ value }) => value);
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) expect(await bench.post(example)).toMatchObject({ status: 202 });
  await untilActive(bench.broker, 'orders', 1);
});
