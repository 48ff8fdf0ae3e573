import { runApp } from '@ams/messaging-runtime/cli';

import { reportCommand } from './report/report-command.js';

await runApp(reportCommand);
