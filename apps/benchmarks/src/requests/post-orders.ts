import { Agent, request } from 'node:http';

/** The service answered otherwise than by accepting the order: the figures are worth nothing. */
export class NotAcceptedError extends Error {
  override readonly name = 'NotAcceptedError';
}

export interface PostOptions {
  /** Of the service. */
  readonly url: string;
  /** Connections that post at the same time, each its next order when the one before is answered. */
  readonly connections: number;
  /** Milliseconds at the beginning that do not count: connections are made and code is compiled. */
  readonly warmUp: number;
  /** Milliseconds that count. */
  readonly duration: number;
  readonly signal: AbortSignal;
}

export interface PostedOrders {
  /** Orders that were accepted, those of the warm-up as well. */
  readonly accepted: number;
  /** Milliseconds from asking to the end of the answer, of each order that was answered in the time that counts. */
  readonly latencies: readonly number[];
}

const body = JSON.stringify({ amount: 19.9, channel: 'web', items: [{ sku: 'chair', count: 2 }] });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };

/**
 * Posts orders as fast as they are accepted.
 *
 * @throws NotAcceptedError when one is not
 */
export async function postOrders({ url, connections, warmUp, duration, signal }: PostOptions): Promise<PostedOrders> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const target = new URL('/orders', url);
  const countsFrom = performance.now() + warmUp;
  const end = countsFrom + duration;
  const latencies: number[] = [];
  let accepted = 0;
  const postInTurn = async (): Promise<void> => {
    while (performance.now() < end) {
      const asked = performance.now();
      await postOne(target, agent, signal);
      const answered = performance.now();
      accepted += 1;
      if (answered >= countsFrom && answered < end) latencies.push(answered - asked);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, postInTurn));
  } finally {
    agent.destroy();
  }
  return { accepted, latencies };
}

function postOne(target: URL, agent: Agent, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const posted = request(target, { agent, method: 'POST', headers, signal }, (answer) => {
      answer.resume();
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 202) resolve();
        else reject(new NotAcceptedError(`An order was answered with ${answer.statusCode}, not with 202.`));
      });
    });
    posted.on('error', reject);
    posted.end(body);
  });
}
