/** The namespaces of the administration API's XML. */
export const xmlNamespace = {
  atom: 'http://www.w3.org/2005/Atom',
  /** Descriptions of entities. */
  connect: 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect',
  /** Counts of messages. */
  counts: 'http://schemas.microsoft.com/netservices/2011/06/servicebus',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
  schema: 'http://www.w3.org/2001/XMLSchema',
} as const;

/** What .NET writes for a time that never was: of an entity that nobody used. */
export const neverTime = '0001-01-01T00:00:00Z';

/** @param time milliseconds since the epoch. */
export function formatTime(time: number): string {
  return new Date(time).toISOString();
}

/** The type that an element says it has, without the prefix: clients choose their own. */
export function typeOf(attributes: Readonly<Record<string, string>>): string | undefined {
  return attributes['type']?.replace(/^.*:/, '');
}
