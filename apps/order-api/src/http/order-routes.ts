import type { FastifyInstance } from 'fastify';
import type { Counts } from '../counts.js';
import type { Acceptance, Intake } from '../orders/intake.js';
import { newOrder } from '../orders/new-order.js';
import { orderRequestSchema, type OrderRequest } from '../orders/order-request.js';
import { acceptedSchema, jsonAnswer, orderStatusOf, orderStatusSchema, problemAnswer } from './answers.js';
import { idempotencyKeyHeader, idempotencyKeyOf, idempotencyKeySchema, orderHeadersSchema } from './idempotency-key.js';
import { jsonSchemaOf } from './json-schema.js';
import { refuseOtherMethods } from './other-methods.js';
import { ProblemError } from './problem.js';
import { traceOf } from './request-telemetry.js';
import { validateBy } from './validation.js';

export interface OrderRoutesOptions {
  readonly intake: Intake;
  readonly counts: Counts;
  /** Whether orders of a customer go to the queue of sessions. */
  readonly bySession: boolean;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
}

const postSchema = {
  summary: 'Accept an order',
  operationId: 'postOrder',
  tags: ['orders'],
  body: jsonSchemaOf(orderRequestSchema),
  headers: { type: 'object', properties: { [idempotencyKeyHeader]: jsonSchemaOf(idempotencyKeySchema) } },
  response: {
    202: jsonAnswer(acceptedSchema, { Location: 'Where to ask for the order; absent without an outbox.' }),
    400: problemAnswer('The body or a header is not as it must be; errors says what is wrong with each field.'),
    409: problemAnswer('The id belongs to another order.'),
    413: problemAnswer('The body is too large.'),
    415: problemAnswer('The body is not JSON.'),
    422: problemAnswer('The idempotency key was used for another request, or the broker can never take the order.'),
    503: problemAnswer('Nothing can be promised now.', { 'Retry-After': 'Seconds after which to try again.' }),
  },
};

/** `POST /orders`. */
export function acceptRoute(app: FastifyInstance, { intake, counts, bySession, now }: OrderRoutesOptions): void {
  app.post<{ Body: OrderRequest }>(
    '/orders',
    { schema: postSchema, validatorCompiler: validateBy(orderRequestSchema, orderHeadersSchema) },
    async (request, reply) => {
      const { body, headers } = request;
      const idempotencyKey = idempotencyKeyOf(headers['idempotency-key']);
      const acceptance = await intake.accept(
        newOrder(body, { idempotencyKey, bySession, now: now(), trace: traceOf(request) }),
      );
      const { orderId, status, again } = takenOrThrow(acceptance);
      if (again) counts.again += 1;
      else counts.accepted += 1;
      if (intake.find !== undefined) void reply.header('location', `/orders/${encodeURIComponent(orderId)}`);
      return reply.code(202).send({ order_id: orderId, status });
    },
  );
}

function takenOrThrow(acceptance: Acceptance): Extract<Acceptance, { kind: 'taken' }> {
  switch (acceptance.kind) {
    case 'taken':
      return acceptance;
    case 'conflict':
      throw acceptance.over === 'order id'
        ? new ProblemError(
            'order-id-in-use',
            409,
            'An order of this id was accepted with other contents. Give this one another id.',
          )
        : new ProblemError(
            'idempotency-key-in-use',
            422,
            'Another order was accepted with this idempotency key. Give this one another key.',
          );
    case 'refused':
      throw new ProblemError('order-refused', 422, `Its queue cannot take this order: ${acceptance.problem}.`);
    case 'unavailable':
      throw new ProblemError('unavailable', 503, `Try again later: ${acceptance.reason}.`, {
        headers: { 'retry-after': String(acceptance.retryAfter) },
      });
  }
}

const statusSchema = {
  summary: 'Ask where an order is on its way',
  operationId: 'getOrder',
  tags: ['orders'],
  params: { type: 'object', properties: { id: { type: 'string', description: 'Id of the order.' } }, required: ['id'] },
  response: {
    200: jsonAnswer(orderStatusSchema),
    404: problemAnswer('No such order was accepted, or it was published so long ago that it is forgotten.'),
  },
};

/** `GET /orders/{id}`, of an intake that keeps records. */
export function statusRoute(app: FastifyInstance, find: NonNullable<Intake['find']>): void {
  app.get<{ Params: { id: string } }>(
    '/orders/:id',
    { schema: statusSchema, validatorCompiler: () => () => true },
    async ({ params: { id } }) => {
      const record = find(id);
      if (record === undefined) {
        throw new ProblemError(
          'order-unknown',
          404,
          'No such order was accepted, or it was published so long ago that it is forgotten.',
        );
      }
      return orderStatusOf(record);
    },
  );
}

/** The answers to methods that these paths do not have. */
export function otherMethodsOfOrders(app: FastifyInstance, hasStatus: boolean): void {
  refuseOtherMethods(app, '/orders', ['POST']);
  if (hasStatus) refuseOtherMethods(app, '/orders/:id', ['GET', 'HEAD']);
}
