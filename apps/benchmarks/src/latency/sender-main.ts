import { runApp } from '@ams/messaging-runtime/cli';

import { senderCommand } from './sender-command.js';

await runApp(senderCommand);
