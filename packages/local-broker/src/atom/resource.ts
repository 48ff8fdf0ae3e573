import { BrokerError } from '../engine/errors.js';

/** What a request is about: an entity, a list of entities, or the namespace. Names keep the client's spelling. */
export type Resource =
  | { readonly kind: 'namespace-info' }
  | { readonly kind: 'queues' }
  | { readonly kind: 'topics' }
  | { readonly kind: 'entity'; readonly name: string }
  | { readonly kind: 'subscriptions'; readonly topic: string }
  | { readonly kind: 'subscription'; readonly topic: string; readonly subscription: string }
  | { readonly kind: 'rules'; readonly topic: string; readonly subscription: string }
  | { readonly kind: 'rule'; readonly topic: string; readonly subscription: string; readonly rule: string };

/**
 * Takes the path of a URL apart, whatever its case and whether it ends in a slash. Names of queues and topics may contain
 * slashes.
 *
 * @throws BrokerError `com.microsoft:argument-error` when it is not URL-encoded.
 */
export function parseResource(path: string): Resource {
  const plain = decode(path).replace(/^\/+|\/+$/g, '');
  if (/^\$namespaceinfo$/i.test(plain)) return { kind: 'namespace-info' };
  const [, list] = /^\$resources\/(queues|topics)$/i.exec(plain) ?? [];
  if (list !== undefined) return { kind: list.toLowerCase() as 'queues' | 'topics' };
  const match = /^(.+?)\/subscriptions(?:\/([^/]+)(?:\/(rules)(?:\/([^/]+))?)?)?$/i.exec(plain);
  const [, topic, subscription, rules, rule] = match ?? [];
  if (topic === undefined) return { kind: 'entity', name: plain };
  if (subscription === undefined) return { kind: 'subscriptions', topic };
  if (rules === undefined) return { kind: 'subscription', topic, subscription };
  return rule === undefined ? { kind: 'rules', topic, subscription } : { kind: 'rule', topic, subscription, rule };
}

/** The path as Azure spells it: clients take names from it, by capitals and all. */
export function formatResource(resource: Resource): string {
  switch (resource.kind) {
    case 'namespace-info':
      return '$namespaceinfo';
    case 'queues':
      return '$Resources/Queues';
    case 'topics':
      return '$Resources/Topics';
    case 'entity':
      return resource.name;
    case 'subscriptions':
      return `${resource.topic}/Subscriptions`;
    case 'subscription':
      return `${resource.topic}/Subscriptions/${resource.subscription}`;
    case 'rules':
      return `${resource.topic}/Subscriptions/${resource.subscription}/Rules`;
    case 'rule':
      return `${resource.topic}/Subscriptions/${resource.subscription}/Rules/${resource.rule}`;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new BrokerError('com.microsoft:argument-error', `The path '${path}' is not URL-encoded. Encode it.`);
  }
}
