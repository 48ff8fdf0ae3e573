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
