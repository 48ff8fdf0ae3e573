import type { Connections, History, Locks, Resolution, Routing, Routings, TrialMessage } from '@ams/monitor-api';

import type {
  About,
  DeadLetterGroups,
  EntityDetail,
  EntitySummary,
  JobRequest,
  JobView,
  MessageDetail,
  MessagePage,
  Preview,
  Problem,
  SendResult,
  SessionView,
  SubQueue,
  TopologyView,
} from '../api/index.js';

/** Parameters of an address; a list is repeated, and what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The server said no, or did not answer at all: `status` 0. `message` says what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly title: string;

  constructor(problem: Pick<Problem, 'status' | 'title' | 'detail'>) {
    super(problem.detail);
    this.status = problem.status;
    this.title = problem.title;
  }
}

/** What a page's own requests carry, so that no other site's can pass for them. */
const ownHeader = { 'x-ams-dashboard': '1' } as const;

export function addressOf(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const values: readonly (string | number | boolean)[] = typeof value === 'object' ? value : [value];
    for (const each of values) parameters.append(name, String(each));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** @throws ProblemError */
export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(addressOf(path, query), { headers: ownHeader, signal: signal ?? null });
}

/** @throws ProblemError */
export function post<T>(path: string, body: unknown): Promise<T> {
  return answerOf<T>(path, {
    method: 'POST',
    headers: { ...ownHeader, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Sends lines of JSON. @throws ProblemError */
function postLines<T>(path: string, query: Query, lines: Blob | string): Promise<T> {
  return answerOf<T>(addressOf(path, query), {
    method: 'POST',
    headers: { ...ownHeader, 'content-type': 'application/x-ndjson' },
    body: lines,
  });
}

async function answerOf<T>(address: string, init: RequestInit): Promise<T> {
  const response = await fetch(address, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError({
      status: 0,
      title: 'The dashboard does not answer',
      detail: 'Its server cannot be reached. See whether it still runs; the page goes on by itself when it does.',
    });
  });
  if (!response.ok) throw await problemOf(response);
  // The server's answers have the types that it shares with this page.
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function problemOf(response: Response): Promise<ProblemError> {
  const isProblem = response.headers.get('content-type')?.includes('json') ?? false;
  if (isProblem) return new ProblemError((await response.json()) as Problem);
  const { status, statusText } = response;
  return new ProblemError({ status, title: statusText, detail: `The server answered ${status} ${statusText}.` });
}

/** The server's answers, by what they are about. Each throws a {@link ProblemError}. */
export const api = {
  about: () => get<About>('/api/about'),
  entities: (signal?: AbortSignal) => get<readonly EntitySummary[]>('/api/entities', {}, signal),
  entity: (entity: string, signal?: AbortSignal) => get<EntityDetail>('/api/entity', { entity }, signal),
  sessions: (entity: string, signal?: AbortSignal) => get<readonly SessionView[]>('/api/sessions', { entity }, signal),
  topology: (signal?: AbortSignal) => get<TopologyView>('/api/topology', {}, signal),
  messages: (query: Query, signal?: AbortSignal) => get<MessagePage>('/api/messages', query, signal),
  message: (entity: string, subQueue: SubQueue, sequenceNumber: string, signal?: AbortSignal) =>
    get<MessageDetail>('/api/message', { entity, subQueue, sequenceNumber }, signal),
  /** @param request as `sendRequest` of the API has it */
  send: (request: unknown) => post<SendResult>('/api/messages', request),
  jobs: (signal?: AbortSignal) => get<readonly JobView[]>('/api/jobs', {}, signal),
  startJob: (request: JobRequest) => post<JobView>('/api/jobs', request),
  stopJob: (id: string) => post<JobView>(`/api/jobs/${encodeURIComponent(id)}/stop`, {}),
  deadLetters: (entity?: string, signal?: AbortSignal) =>
    get<DeadLetterGroups>('/api/dead-letters', { entity }, signal),
  preview: (request: unknown) => post<Preview>('/api/preview', request),
  /** @param lines NDJSON of outgoing messages */
  import: (entity: string, lines: Blob | string) => postLines<JobView>('/api/import', { entity }, lines),
  exportAddress: (query: Query) => addressOf('/api/export', query),
  /** What only a local broker tells. Figures and alerts come as live events. */
  monitor: {
    history: (entity: string | undefined, resolution: Resolution, signal?: AbortSignal) =>
      get<History>('/api/monitor/history', { entity, resolution }, signal),
    connections: (signal?: AbortSignal) => get<Connections>('/api/monitor/connections', {}, signal),
    locks: (entity: string, signal?: AbortSignal) => get<Locks>('/api/monitor/locks', { entity }, signal),
    routing: (query: Query, signal?: AbortSignal) => get<Routings>('/api/monitor/routing', query, signal),
    tryRouting: (message: TrialMessage) => post<Routing>('/api/monitor/routing', message),
  },
} as const;
