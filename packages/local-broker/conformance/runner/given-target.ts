import { administrationClientOf, isPlain } from '../harness/administration.js';
import { environmentOf, type Transport } from '../harness/target.js';
import { type Client, newPrefix, type Omission, type RunTarget } from './target.js';

/** What Microsoft's emulator does not have: HTTPS for administration, partitions, and TLS. */
const emulatorLacks = ['administration', 'partitioned-entities', 'tls'];

/** The transports by which a connection string can be used: its flag makes clients speak plain AMQP, its lack TLS. */
export function transportsOf(connectionString: string): readonly Transport[] {
  return isPlain(connectionString) ? ['amqp'] : ['tls', 'websocket'];
}

/** The namespace of a connection string: on Azure, in Microsoft's emulator, or a broker that runs elsewhere. */
export function givenTarget(
  client: Client,
  transport: Transport,
  connectionString: string,
  variables: NodeJS.ProcessEnv,
): RunTarget | Omission {
  if (client === 'Python' && isPlain(connectionString))
    return { omitted: 'The Python client has no plain AMQP: its cases do not run against an emulator.' };
  const prefix = newPrefix();
  const administration = variables[environmentOf.administrationConnectionString] ?? connectionString;
  const lacks = [variables[environmentOf.lacks] ?? '', ...(isPlain(connectionString) ? emulatorLacks : [])];
  const [, endpoint = 'the namespace'] = /Endpoint=([^;]*)/i.exec(connectionString) ?? [];
  return {
    client,
    transport,
    place: endpoint,
    environment: {
      [environmentOf.connectionString]: connectionString,
      [environmentOf.administrationConnectionString]: administration,
      [environmentOf.transport]: transport,
      [environmentOf.lacks]: lacks.filter((name) => name !== '').join(','),
      [environmentOf.prefix]: prefix,
    },
    close: () => deleteWhatBeginsWith(prefix, administration),
  };
}

/** Cases delete their own entities. What a case that was cut short left is deleted here. */
async function deleteWhatBeginsWith(prefix: string, connectionString: string): Promise<void> {
  const administration = administrationClientOf(connectionString);
  for await (const { name } of administration.listQueues())
    if (name.startsWith(prefix)) await administration.deleteQueue(name);
  for await (const { name } of administration.listTopics())
    if (name.startsWith(prefix)) await administration.deleteTopic(name);
}
