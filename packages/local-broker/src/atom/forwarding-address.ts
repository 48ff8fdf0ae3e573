import { optionalElement, type XmlElement } from './xml.js';
import type { Members } from './members.js';

/** Where an entity forwards to: on the wire an absolute address, in the model a name. */
export interface ForwardingTargets {
  readonly forwardTo?: string | undefined;
  readonly forwardDeadLetteredMessagesTo?: string | undefined;
}

/** Takes `sb://host/orders`, whatever the case of its scheme and host, and plain `orders`. */
export function readForwardingTargets(members: Members): ForwardingTargets {
  return {
    forwardTo: nameOf(members.text('ForwardTo')),
    forwardDeadLetteredMessagesTo: nameOf(members.text('ForwardDeadLetteredMessagesTo')),
  };
}

/** @param host that the client asked, with its port. */
export function formatForwardTo({ forwardTo }: ForwardingTargets, host: string): XmlElement | undefined {
  return optionalElement('ForwardTo', addressOf(forwardTo, host));
}

/** @param host that the client asked, with its port. */
export function formatForwardDeadLetters(
  { forwardDeadLetteredMessagesTo }: ForwardingTargets,
  host: string,
): XmlElement | undefined {
  return optionalElement('ForwardDeadLetteredMessagesTo', addressOf(forwardDeadLetteredMessagesTo, host));
}

function nameOf(address: string | undefined): string | undefined {
  const name = address
    ?.trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
    .replace(/^\/+|\/+$/g, '');
  return name || undefined;
}

function addressOf(name: string | undefined, host: string): string | undefined {
  return name === undefined ? undefined : `sb://${host.toLowerCase()}/${name}`;
}
