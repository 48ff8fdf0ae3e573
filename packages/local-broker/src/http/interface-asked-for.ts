import type { IncomingMessage } from 'node:http';

/**
 * Tells requests to the administration API, all of which name its version, from others that have the same path: an entity
 * may have any name. A route with the constraint `interface: 'monitor'` takes the others.
 */
export const interfaceAskedFor = {
  name: 'interface',
  storage<Handler>() {
    const handlers = new Map<unknown, Handler>();
    return {
      get: (value: unknown) => handlers.get(value) ?? null,
      set: (value: unknown, handler: Handler) => void handlers.set(value, handler),
    };
  },
  validate: () => undefined,
  deriveConstraint: ({ url = '' }: Pick<IncomingMessage, 'url'>): string =>
    /[?&]api-version=/i.test(url) ? 'administration' : 'monitor',
  mustMatchWhenDerived: false,
};
