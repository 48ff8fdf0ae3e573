import { runApp } from '@ams/messaging-runtime/cli';

import { fastConsumerCommand } from './fast-consumer-command.js';

await runApp(fastConsumerCommand);
