import { runApp } from '@ams/messaging-runtime/cli';

import { millionCommand } from './million/million-command.js';

await runApp(millionCommand);
