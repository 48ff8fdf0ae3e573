import type { Environment } from '@ams/stack-outputs';
import type { EnvironmentSettings } from '../settings/schema.js';
import { dev } from './dev.js';
import { local } from './local.js';
import { prod } from './prod.js';
import { staging } from './staging.js';

/** The settings of every environment, as its file writes them. */
export const environmentSettings: Readonly<Record<Environment, EnvironmentSettings>> = { dev, staging, prod, local };
