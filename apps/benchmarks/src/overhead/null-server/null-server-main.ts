import { runApp } from '@ams/messaging-runtime/cli';

import { nullServerCommand } from './null-server-command.js';

await runApp(nullServerCommand);
