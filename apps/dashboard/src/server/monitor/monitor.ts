import { type Figures, figures, monitorPaths } from '@ams/monitor-api';
import { z } from 'zod';

import { ProblemError } from '../problem.js';
import { sharedAccessSignature, type SharedAccessKey } from './shared-access-signature.js';

/** Milliseconds that the broker may take: it answers from memory, on the same machine. */
const patience = 5_000;

/** What a local broker tells beyond Service Bus, over HTTP at the port that it speaks AMQP at. */
export class Monitor {
  readonly #address: string;
  readonly #key: SharedAccessKey;

  /** @param address `http://localhost:5672` */
  constructor(address: string, key: SharedAccessKey) {
    this.#address = address;
    this.#key = key;
  }

  /**
   * Deferred messages of each entity, by its path in lower case: Service Bus does not count them. None where the broker
   * has no monitor, as Microsoft's emulator.
   */
  async deferredCounts(): Promise<ReadonlyMap<string, number>> {
    const { entities } = await this.get(monitorPaths.figures, figures).catch(unlessMissing);
    return new Map(entities.map(({ path, gauges }) => [path.toLowerCase(), gauges.deferred]));
  }

  /** Whether the broker has a monitor; taken for granted as long as it does not answer at all. */
  async isThere(): Promise<boolean> {
    try {
      await this.get(monitorPaths.figures, figures);
      return true;
    } catch (error) {
      return !isMissing(error);
    }
  }

  /**
   * Asks for one thing.
   *
   * @param path one of `monitorPaths` of `@ams/monitor-api`
   * @throws ProblemError 404 for what the broker does not know, 503 if it does not answer
   */
  get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    parameters: Readonly<Record<string, string | undefined>> = {},
  ): Promise<z.output<Schema>> {
    const given = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined);
    const query = new URLSearchParams(given).toString();
    return this.#ask(`${path}${query === '' ? '' : `?${query}`}`, schema, {});
  }

  /** Asks for one thing, with a body. @throws ProblemError as {@link get} */
  post<Schema extends z.ZodType>(path: string, schema: Schema, body: unknown): Promise<z.output<Schema>> {
    return this.#ask(path, schema, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async #ask<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string },
  ): Promise<z.output<Schema>> {
    const answer = await this.#fetch(path, init);
    const text = await answer.text();
    if (!answer.ok) throw refusal(answer.status, text);
    return schema.parse(JSON.parse(text));
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: sharedAccessSignature(this.#address, this.#key) };
    try {
      return await fetch(`${this.#address}${path}`, { ...init, headers, signal: AbortSignal.timeout(patience) });
    } catch (error) {
      throw new ProblemError(
        'unavailable',
        503,
        `The broker's monitor at ${this.#address} does not answer. Is the broker running?`,
        { cause: error },
      );
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}

function unlessMissing(error: unknown): Pick<Figures, 'entities'> {
  if (isMissing(error)) return { entities: [] };
  throw error;
}

function refusal(status: number, text: string): ProblemError {
  const detail = reasonOf(text) ?? `The broker's monitor answered ${status}: ${text.slice(0, 500)}`;
  return status === 404 || status === 400
    ? new ProblemError('invalid-request', status, detail)
    : new ProblemError('refused', 502, detail);
}

const monitorError = z.object({ error: z.string() });

/** What the monitor says in words; undefined where something else answers in its place. */
function reasonOf(text: string): string | undefined {
  try {
    return monitorError.parse(JSON.parse(text)).error;
  } catch {
    return undefined;
  }
}
