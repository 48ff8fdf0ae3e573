import { runApp } from '@ams/messaging-runtime/cli';

import { chaosCommand } from './chaos/chaos-command.js';

await runApp(chaosCommand);
