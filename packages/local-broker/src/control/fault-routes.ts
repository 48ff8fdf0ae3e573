import type { FastifyInstance } from 'fastify';

import type { Faults } from '../faults/faults.js';
import { ControlError } from './control-error.js';

/** `/faults`: `POST` adds one, `GET` lists them with their hits, `DELETE` takes one or all away. */
export function faultRoutes(routes: FastifyInstance, faults: Faults): void {
  routes.get('/faults', async () => faults.list());
  routes.post('/faults', async (request, reply) => reply.status(201).send(faults.add(request.body)));
  routes.delete('/faults', async (_request, reply) => {
    faults.clear();
    return reply.status(204).send();
  });
  routes.delete<{ Params: { id: string } }>('/faults/:id', async ({ params: { id } }, reply) => {
    if (!faults.remove(Number(id)))
      throw new ControlError(404, `There is no fault '${id}'. GET /$local/faults lists them.`);
    return reply.status(204).send();
  });
}
