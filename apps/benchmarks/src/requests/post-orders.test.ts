import { createServer, type Server } from 'node:http';
import { NotAcceptedError, postOrders } from './post-orders.js';

let server: Server;
let status = 202;
let posted = 0;
const bodies = new Set<string>();
const sockets = new Set<unknown>();

beforeEach(async () => {
  status = 202;
  posted = 0;
  server = createServer(async (request, response) => {
    sockets.add(request.socket);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    bodies.add(text);
    posted += 1;
    response.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const post = (signal = new AbortController().signal) => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return postOrders({ url: `http://127.0.0.1:${port}`, connections: 3, warmUp: 50, duration: 200, signal });
};

test('each order is counted, and timed after the warm-up', async () => {
  const { accepted, latencies } = await post();
  expect(accepted).toBe(posted);
  expect(latencies.length).toBeGreaterThan(0);
  expect(latencies.length).toBeLessThan(accepted);
});

test('so many connections are kept open', async () => {
  sockets.clear();
  await post();
  expect(sockets.size).toBe(3);
});

test('what is posted is an order', async () => {
  await post();
  expect([...bodies].map((text) => JSON.parse(text) as unknown)).toEqual([expect.objectContaining({ amount: 19.9 })]);
});

test('another answer than that it is accepted is an error', async () => {
  status = 503;
  await expect(post()).rejects.toThrow(new NotAcceptedError('An order was answered with 503, not with 202.'));
});

test('it can be stopped', async () => {
  await expect(post(AbortSignal.abort())).rejects.toThrow(/aborted/);
});
