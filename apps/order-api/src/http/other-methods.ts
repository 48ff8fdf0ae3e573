import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ProblemError } from './problem.js';

/** Answers methods that a path does not have with 405 and those that it has, before any body is read. */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly HTTPMethods[]): void {
  const refuse = async (): Promise<never> => {
    throw new ProblemError('method-not-allowed', 405, `This path takes ${allowed.join(' and ')}.`, {
      headers: { allow: allowed.join(', ') },
    });
  };
  const method = (app.supportedMethods as HTTPMethods[]).filter((each) => !allowed.includes(each));
  app.route({ method, url, schema: { hide: true }, onRequest: refuse, handler: refuse });
}
