import { isEmulator, type Access } from '@ams/messaging-runtime';
import { parseServiceBusConnectionString } from '@azure/service-bus';

import { Monitor } from './monitor.js';

/** The monitor of the broker that a connection string leads to; undefined for Azure, which has none. */
export function monitorOf(access: Access): Monitor | undefined {
  if (!('connectionString' in access) || !isEmulator(access)) return undefined;
  const {
    endpoint,
    sharedAccessKeyName: name,
    sharedAccessKey: key,
  } = parseServiceBusConnectionString(access.connectionString);
  if (name === undefined || key === undefined) return undefined;
  return new Monitor(new URL(endpoint.replace(/^sb:/i, 'http:')).origin, { name, key });
}
