import { hostname, networkInterfaces } from 'node:os';
import { isIP } from 'node:net';

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i;

/** Whether an address or name to listen at is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || loopback.test(host);
}

/** The name in a `Host` header, without its port and the brackets of an IPv6 address, in lower case. */
export function nameOfHost(header: string): string {
  const { 1: bracketed, 2: plain } = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(header) ?? [];
  return (bracketed ?? plain ?? '').toLowerCase();
}

/**
 * Tells the names that the dashboard may be called by: those of loopback, and the one that it listens at; where that is
 * all addresses, those of this machine. A name that somebody else makes point here is none of them (DNS rebinding).
 *
 * @param others more names, as of a proxy in front
 */
export function ownNames(host: string, others: readonly string[] = []): (name: string) => boolean {
  const known = new Set(
    [host, ...(isUnspecified(host) ? ofMachine() : []), ...others].map((each) => each.toLowerCase()),
  );
  return (name) => name !== '' && (isLoopback(name) || known.has(name));
}

function isUnspecified(host: string): boolean {
  return isIP(host) !== 0 && /^[0:.]+$/.test(host);
}

function ofMachine(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), ...addresses.map(({ address }) => address)];
}
