import type { EnvironmentSettings } from '../settings/schema.js';

/** What the broker on one's own machine is made from. It is never deployed. */
export const local: EnvironmentSettings = {
  location: 'eastus',
  sku: 'Standard',
  alertEmail: 'you@example.com',
};
