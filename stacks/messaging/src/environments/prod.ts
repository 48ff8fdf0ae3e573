import type { EnvironmentSettings } from '../settings/schema.js';

/**
 * Where the business runs: Premium, whose brokers are shared with nobody. With one partition its entities must not be
 * partitioned, with more they must be; the stack follows.
 */
export const prod: EnvironmentSettings = {
  location: 'eastus',
  sku: 'Premium',
  capacity: 1,
  premiumMessagingPartitions: 1,
  alertEmail: 'messaging-oncall@example.com',
};
