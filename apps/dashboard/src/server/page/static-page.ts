import { join } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { ProblemError } from '../problem.js';

/** Seconds for which a browser keeps files whose names change with what is in them. */
const oneYear = 31_536_000;

/**
 * Serves the page's files, and the page itself for every address that it has: addresses are the page's own business.
 *
 * @param folder what Vite made
 */
export async function staticPage(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, { root: folder, wildcard: false, serve: false });
  app.get('/assets/*', ({ params }, reply) => {
    const { '*': file } = params as { readonly '*': string };
    return reply.sendFile(file, join(folder, 'assets'), { maxAge: oneYear * 1_000, immutable: true });
  });
  app.setNotFoundHandler((request, reply) => sendPage(request, reply));
}

async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (request.method !== 'GET' || /^\/(?:api|assets)\//.test(request.url)) return answerNotFound(request);
  return reply.sendFile('index.html', { cacheControl: false }).header('cache-control', 'no-cache');
}

/** @throws ProblemError 404 */
export async function answerNotFound({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): Promise<never> {
  throw new ProblemError('not-found', 404, `There is no ${method} ${url}.`);
}
