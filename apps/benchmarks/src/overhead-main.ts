import { runApp } from '@ams/messaging-runtime/cli';

import { overheadCommand } from './overhead/overhead-command.js';

await runApp(overheadCommand);
