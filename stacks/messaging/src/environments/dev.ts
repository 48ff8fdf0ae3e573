import type { EnvironmentSettings } from '../settings/schema.js';

/** Where changes are tried first, and nothing has to last. */
export const dev: EnvironmentSettings = {
  location: 'eastus',
  sku: 'Standard',
  alertEmail: 'messaging-dev@example.com',
};
