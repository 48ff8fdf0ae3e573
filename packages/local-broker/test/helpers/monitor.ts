import { entityFigures, figures, type EntityFigures, type Figures, monitorPaths } from '@ams/monitor-api';

import type { Broker } from '../../src/index.js';

/** What the broker answers at one of its monitor's addresses, as a dashboard on the same machine asks. */
export async function ask(broker: Broker, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://localhost:${broker.port}${path}`, {
    ...init,
    headers: { connection: 'close', ...init.headers },
  });
}

export async function figuresOf(broker: Broker): Promise<Figures> {
  const response = await ask(broker, monitorPaths.figures);
  return figures.parse(await response.json());
}

/** The figures of one entity. */
export async function entityFiguresOf(broker: Broker, path: string): Promise<EntityFigures> {
  const { entities } = await figuresOf(broker);
  return entityFigures.parse(entities.find((entity) => entity.path === path));
}
