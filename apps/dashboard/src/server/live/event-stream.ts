import { PassThrough } from 'node:stream';

import type { FastifyInstance } from 'fastify';

import type { DashboardContext } from '../context.js';
import { Live, type LiveIntervals } from './live.js';

/** Milliseconds after which a browser that lost the stream asks for it anew. */
const retry = 2_000;

/** Milliseconds between two signs of life, so that nothing on the way takes the stream for dead. */
const heartbeat = 15_000;

/** Bytes that may wait for a browser. One that is slower loses the stream, and gets the latest when it asks anew. */
const mostWaiting = 4 * 1024 * 1024;

/** What changes, as server-sent events: `/api/events`. */
export async function eventRoute(
  app: FastifyInstance,
  context: DashboardContext,
  intervals?: Partial<LiveIntervals>,
): Promise<void> {
  const live = new Live(context, intervals);
  const streams = new Set<PassThrough>();

  app.get('/api/events', (_request, reply) => {
    const stream = new PassThrough();
    streams.add(stream);
    stream.write(`retry: ${retry}\n\n`);
    const write = (text: string) => {
      if (stream.writableLength > mostWaiting) stream.destroy();
      else stream.write(text);
    };
    const forget = live.listen((name, data) => write(`event: ${name}\ndata: ${data}\n\n`));
    const alive = setInterval(() => write(': alive\n\n'), heartbeat);
    stream.once('close', () => {
      clearInterval(alive);
      forget();
      streams.delete(stream);
    });
    // A proxy in front is to pass events on as they come.
    return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(stream);
  });

  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy();
  });
}
