import { defineQueue, defineTopology } from '@ams/service-bus-model';

import { topology } from './topology.js';

/** Largest message of `large`, in bytes: the largest that Azure has. */
export const largestMessage = 100 * 1024 * 1024;

/** What a broker of this suite can be started with. */
export const namespaces = {
  standard: topology,
  premium: defineTopology({
    namespace: { name: 'chaos-premium', sku: 'Premium', capacity: 1, premiumMessagingPartitions: 1 },
    queues: [
      defineQueue({ name: 'large', lockDuration: 'PT5M', maxMessageSizeInKilobytes: largestMessage / 1024 }),
      defineQueue({ name: 'invoices', lockDuration: 'PT5M' }),
    ],
  }),
} as const;
export type NamespaceName = keyof typeof namespaces;
