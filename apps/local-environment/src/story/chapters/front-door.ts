import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { Stage } from '../stage.js';
import { orderApiSummary } from '../summaries.js';

/** What visitors of a shop order, and one thing that is no order. */
const orders = [
  { order_id: 'web-0001', amount: 12.5 },
  { order_id: 'web-0002', amount: 99 },
] as const;
const noOrder = { order_id: 'web-0003', amount: 'a lot' };

/** Milliseconds after which accepted orders are missed in their queue. */
const patience = 30_000;

/** Accepts orders over HTTP while the broker is away. They are in their queue once it is back. @returns how many */
export async function openFrontDoor({ apps, folder, namespace, outputs, print }: Stage): Promise<number> {
  const before = namespace.counts(outputs.queueName).active;
  const service = await namespace.whileAway(async () => {
    const started = await apps.serve('order-api', ['--port', '0', '--outbox-file', join(folder, 'outbox.db')]);
    for (const order of [...orders, noOrder]) print(await post(started.url, order));
    return started;
  });
  const end = performance.now() + patience;
  while (namespace.counts(outputs.queueName).active < before + orders.length && performance.now() < end)
    await pause(20);
  const { published, waiting } = await service.stop(orderApiSummary);
  print(
    `The broker is back, on the same port and with the same journal: ${published} orders published, ${waiting} wait.`,
  );
  return published;
}

/** An order that is taken has a status of its own, and a problem has errors. */
const answer = z.object({
  status: z.union([z.string(), z.number()]),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** Posts what may be an order. @returns what was asked, and the answer */
async function post(url: string, order: object): Promise<string> {
  const body = JSON.stringify(order);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/orders`, { method: 'POST', headers, body });
  const { status, errors } = answer.parse(await response.json());
  const told = errors?.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ') ?? status;
  return `  POST /orders ${body} -> ${response.status} ${told}`;
}
