import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { refuseOtherMethods } from './other-methods.js';

/** Collects the routes that follow into an OpenAPI document, and serves it as `GET /openapi.json`. */
export async function serveOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'order-api',
        version: '1.0.0',
        description: 'Accepts orders and publishes them to the messaging system.',
      },
      tags: [
        { name: 'orders', description: 'Accepting orders, and where they are.' },
        { name: 'health', description: 'For whatever watches the process.' },
      ],
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  refuseOtherMethods(app, '/openapi.json', ['GET', 'HEAD']);
}
