import { runApp } from '@ams/messaging-runtime/cli';

import { growthCommand } from './growth/growth-command.js';

await runApp(growthCommand);
