import type { Broker } from '../../src/index.js';

/** What the monitor answers at that path, with those parameters, or the text of its refusal. */
export async function monitored<T>(
  broker: Pick<Broker, 'port'>,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<T> {
  return answerOf(await fetch(addressOf(broker, path, parameters), { headers: { connection: 'close' } }));
}

/** What the monitor answers to a body that is posted there. */
export async function postedToMonitor<T>(broker: Pick<Broker, 'port'>, path: string, body: unknown): Promise<T> {
  const response = await fetch(addressOf(broker, path, {}), {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  return answerOf(response);
}

function addressOf({ port }: Pick<Broker, 'port'>, path: string, parameters: Readonly<Record<string, string>>): string {
  return `http://localhost:${port}${path}?${new URLSearchParams(parameters).toString()}`;
}

/** @throws Error with the status and the text of a refusal. */
async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  throw new Error(`${response.status}: ${await response.text()}`);
}
