import type { EnvironmentSettings } from '../settings/schema.js';

/** Where a release is rehearsed. */
export const staging: EnvironmentSettings = {
  location: 'eastus',
  sku: 'Standard',
  alertEmail: 'messaging-staging@example.com',
};
