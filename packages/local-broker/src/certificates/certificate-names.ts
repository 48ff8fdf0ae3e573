import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** What clients on this machine may call it. */
const localNames = ['localhost', '127.0.0.1', '::1'];

const hostName = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/**
 * The names in the server's certificate: this machine's, the address that is listened on, and those asked for.
 *
 * @throws RangeError when one that was asked for is neither a host name nor an address.
 */
export function certificateNames(host: string, asked: readonly string[] = []): readonly string[] {
  const wanted = asked.map((name) => name.toLowerCase());
  for (const name of wanted) {
    if (isIP(name) !== 0 || hostName.test(name)) continue;
    throw new RangeError(
      `'${name}' cannot stand in a certificate. Give host names as bus.example.com or *.example.com, or IP addresses.`,
    );
  }
  const found = [hostname(), host]
    .map((name) => name.toLowerCase())
    .filter((name) => isIP(name) || hostName.test(name));
  const wildcards = ['0.0.0.0', '::'];
  return [...new Set([...localNames, ...found, ...wanted])].filter((name) => !wildcards.includes(name));
}
