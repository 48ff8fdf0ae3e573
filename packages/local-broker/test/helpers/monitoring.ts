import type { z } from 'zod';

import type { Broker } from '../../src/index.js';

type Parameters = Readonly<Record<string, string>>;

/**
 * What the monitor answers at that path, with those parameters; it must be what the schema says, and nothing more.
 *
 * @throws Error with the status and the text of a refusal.
 */
export async function monitored<Schema extends z.ZodType>(
  broker: Pick<Broker, 'port'>,
  path: string,
  schema: Schema,
  parameters: Parameters = {},
): Promise<z.output<Schema>> {
  return answerOf(await fetch(addressOf(broker, path, parameters), { headers: { connection: 'close' } }), schema);
}

/** What the monitor answers to a body that is posted there; as {@link monitored}. */
export async function postedToMonitor<Schema extends z.ZodType>(
  broker: Pick<Broker, 'port'>,
  path: string,
  schema: Schema,
  body: unknown,
): Promise<z.output<Schema>> {
  const response = await fetch(addressOf(broker, path, {}), {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  return answerOf(response, schema);
}

function addressOf({ port }: Pick<Broker, 'port'>, path: string, parameters: Parameters): string {
  return `http://localhost:${port}${path}?${new URLSearchParams(parameters).toString()}`;
}

async function answerOf<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.output<Schema>> {
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const answer: unknown = await response.json();
  const parsed = schema.parse(answer);
  // A field that the schema lacks is one that no reader gets to see.
  expect(parsed).toEqual(answer);
  return parsed;
}
