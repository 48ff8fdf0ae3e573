import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

import { BrokerError } from '../engine/errors.js';

/** An element of a document. In what was read, names come without prefix; in what is written, they stand as they are. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** @param content a text, or elements; those that are undefined are left out. */
export function element(
  name: string,
  content: string | number | boolean | readonly (XmlElement | undefined)[] = [],
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  return typeof content === 'object'
    ? { name, attributes, children: content.filter((child) => child !== undefined), text: '' }
    : { name, attributes, children: [], text: String(content) };
}

/** The element, if there is something to put into it. */
export function optionalElement(name: string, content: string | number | undefined): XmlElement | undefined {
  return content === undefined ? undefined : element(name, content);
}

/** The first child of that name. */
export function childOf(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((child) => child.name === name);
}

/** A node as the parser gives it and the builder takes it: one member is its name, another has its attributes. */
type OrderedNode = Readonly<Record<string, unknown>>;

/** Characters that a document cannot have, not even by number. Filters made over AMQP can. */
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const textName = '#text';
const attributesName = ':@';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Numbers of characters, which some clients write for all that is not ASCII.
  htmlEntities: true,
});

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
});

/**
 * Reads a document.
 *
 * @throws BrokerError `com.microsoft:argument-error` when it is not well-formed, or declares entities: a few of these
 *   can grow to gigabytes.
 */
export function parseXml(source: string): XmlElement {
  if (/<!doctype/i.test(source)) throw notXml('it has a document type, which this API does not take');
  const validity = XMLValidator.validate(source);
  if (validity !== true) throw notXml(`${validity.err.msg} (line ${validity.err.line}, column ${validity.err.col})`);
  const roots = parse(source).flatMap(asElement);
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw notXml('it must have one outermost element');
  return root;
}

export function formatXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>${builder.build([asNode(root)])}`;
}

function parse(source: string): readonly OrderedNode[] {
  try {
    return parser.parse(source) as readonly OrderedNode[];
  } catch (error) {
    throw notXml(error instanceof Error ? error.message : String(error));
  }
}

function asElement(node: OrderedNode): readonly XmlElement[] {
  const name = Object.keys(node).find((key) => key !== attributesName);
  if (name === undefined || name === textName) return [];
  const content = node[name] as readonly OrderedNode[];
  return [
    {
      name,
      attributes: (node[attributesName] ?? {}) as Readonly<Record<string, string>>,
      children: content.flatMap(asElement),
      text: content.map((child) => String(child[textName] ?? '')).join(''),
    },
  ];
}

function asNode({ name, attributes, children, text }: XmlElement): OrderedNode {
  const content = text === '' ? children.map(asNode) : [{ [textName]: text.replace(unwritable, '\uFFFD') }];
  return { [name]: content, [attributesName]: attributes };
}

function notXml(reason: string): BrokerError {
  return new BrokerError('com.microsoft:argument-error', `The body is no XML document that can be read: ${reason}.`);
}
