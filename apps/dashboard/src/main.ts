import { runApp } from '@ams/messaging-runtime/cli';

import { dashboardCommand } from './dashboard-command.js';

await runApp(dashboardCommand);
