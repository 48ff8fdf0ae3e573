import { once } from 'node:events';

import rhea, { type Connection, type ConnectionOptions, type EventContext } from 'rhea';

/** A plain AMQP connection to a broker, without an SDK. */
export async function connectPlain(port: number, options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const connection = rhea.create_container().connect({
    host: '127.0.0.1',
    port,
    username: 'anyone',
    reconnect: false,
    ...options,
  } as ConnectionOptions);
  // Unheard, rhea throws these at the whole process.
  for (const event of ['disconnected', 'receiver_error', 'sender_error', 'connection_error']) {
    connection.on(event, () => undefined);
  }
  await once(connection, 'connection_open');
  return connection;
}

export async function closePlain(connection: Connection): Promise<void> {
  const closed = once(connection, 'connection_close');
  connection.close();
  await closed;
}

/** The next event of that name. */
export async function eventOf(emitter: NodeJS.EventEmitter, name: string): Promise<EventContext> {
  const [event] = (await once(emitter, name)) as [EventContext];
  return event;
}
