import type { MessageFilter } from '../../api/messages.js';
import type { SubQueue } from '../../api/places.js';

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

/** Query of `GET /api/messages` and, without a page, of `GET /api/export`. */
export function apiQuery(
  place: { readonly entity: string; readonly subQueue: SubQueue },
  filter: MessageFilter,
  page: { readonly from?: string | undefined; readonly limit?: number } = {},
): string {
  const parameters = parametersOf(filter);
  parameters.set('entity', place.entity);
  parameters.set('subQueue', place.subQueue);
  if (page.from !== undefined) parameters.set('from', page.from);
  if (page.limit !== undefined) parameters.set('limit', String(page.limit));
  return parameters.toString();
}

function parametersOf(filter: MessageFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (filter.text !== undefined) parameters.set('text', filter.text);
  for (const name of lists) for (const condition of filter[name]) parameters.append(name, condition);
  if (filter.reason !== undefined) parameters.set('reason', filter.reason);
  return parameters;
}
