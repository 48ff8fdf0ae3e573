import type { MessageFilter } from '../../api/messages.js';
import type { MessagePlace } from '../../api/places.js';
import type { Query } from '../api-client.js';

/** Messages of a page. */
const pageSize = 100;

/** What the address of a message browser says behind its `?`: the filter, and where the page begins. */
export interface BrowserQuery {
  readonly filter: MessageFilter;
  /** Sequence number of the page's first message; undefined for the beginning. */
  readonly from: string | undefined;
}

const lists = ['system', 'property', 'body'] as const;

/** Reads an address's query. What is no filter of messages is passed over: others may keep things there too. */
export function readBrowserQuery(search: string): BrowserQuery {
  const parameters = new URLSearchParams(search);
  const [system, property, body] = lists.map((name) => parameters.getAll(name).filter((text) => text.trim() !== ''));
  const text = parameters.get('text') ?? '';
  const reason = parameters.get('reason') ?? '';
  const from = parameters.get('from') ?? '';
  return {
    filter: {
      ...(text === '' ? {} : { text }),
      system: system ?? [],
      property: property ?? [],
      body: body ?? [],
      ...(reason === '' ? {} : { reason }),
    },
    from: /^\d{1,19}$/.test(from) ? from : undefined,
  };
}

/** The same as a query: `?text=…&from=…`, or nothing if there is nothing to say. */
export function writeBrowserQuery({ filter, from }: BrowserQuery): string {
  const parameters = parametersOf(filter);
  if (from !== undefined) parameters.set('from', from);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Query of `GET /api/messages`. */
export function pageQuery(place: MessagePlace, { filter, from }: BrowserQuery, limit: number = pageSize): Query {
  return { ...filterQuery(place, filter), from, limit };
}

/** Query of what is about all messages that match, as `GET /api/export` is. */
export function filterQuery(
  { entity, subQueue }: MessagePlace,
  { text, system, property, body, reason }: MessageFilter,
): Query {
  return { entity, subQueue, text, system, property, body, reason };
}

function parametersOf(filter: MessageFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (filter.text !== undefined) parameters.set('text', filter.text);
  for (const name of lists) for (const condition of filter[name]) parameters.append(name, condition);
  if (filter.reason !== undefined) parameters.set('reason', filter.reason);
  return parameters;
}
