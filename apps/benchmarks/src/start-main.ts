import { runApp } from '@ams/messaging-runtime/cli';

import { startCommand } from './start/start-command.js';

await runApp(startCommand);
