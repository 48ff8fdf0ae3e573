import { BrokerError } from '../engine/errors.js';
import { formatTime, xmlNamespace } from './vocabulary.js';
import { childOf, element, parseXml, type XmlElement } from './xml.js';

/** One entity, as a document of its own or in a list. */
export interface Entry {
  /** The entity's URL, in Azure's spelling. */
  readonly id: string;
  /** The entity's name. */
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly published: number;
  readonly updated: number;
  readonly description: XmlElement;
}

/** A part of a list of entities. */
export interface Feed {
  readonly id: string;
  readonly title: string;
  readonly updated: number;
  /** URL of the part that comes after it, if there is one. */
  readonly next: string | undefined;
  readonly entries: readonly Entry[];
}

/**
 * The description in the body of a request.
 *
 * @throws BrokerError `com.microsoft:argument-error` when the body is no entry of ATOM.
 */
export function readEntry(body: string): XmlElement {
  const root = parseXml(body);
  const [description] = root.name === 'entry' ? (childOf(root, 'content')?.children ?? []) : [];
  if (description) return description;
  throw new BrokerError(
    'com.microsoft:argument-error',
    "The body is no entry of ATOM: it needs an <entry> with a <content> that holds the entity's description.",
  );
}

export function formatEntry(entry: Entry): XmlElement {
  return entryElement(entry, { xmlns: xmlNamespace.atom });
}

/** Clients look for the next part only where there are several links. */
export function formatFeed({ id, title, updated, next, entries }: Feed): XmlElement {
  return element(
    'feed',
    [
      element('title', title, { type: 'text' }),
      element('id', id),
      element('updated', formatTime(updated)),
      element('link', [], { rel: 'self', href: id }),
      next === undefined ? undefined : element('link', [], { rel: 'next', href: next }),
      ...entries.map((entry) => entryElement(entry, {})),
    ],
    { xmlns: xmlNamespace.atom },
  );
}

/** @param detail what clients show to people. */
export function formatError(code: number, detail: string): XmlElement {
  return element('Error', [element('Code', code), element('Detail', detail)]);
}

function entryElement(
  { id, title, published, updated, description }: Entry,
  attributes: Readonly<Record<string, string>>,
): XmlElement {
  const namespaces = { xmlns: xmlNamespace.connect, 'xmlns:i': xmlNamespace.instance };
  return element(
    'entry',
    [
      element('id', id),
      element('title', title, { type: 'text' }),
      element('published', formatTime(published)),
      element('updated', formatTime(updated)),
      element('author', [element('name', '')]),
      element('link', [], { rel: 'self', href: id }),
      element('content', [{ ...description, attributes: namespaces }], { type: 'application/xml' }),
    ],
    attributes,
  );
}
