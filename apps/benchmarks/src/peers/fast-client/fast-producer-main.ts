import { runApp } from '@ams/messaging-runtime/cli';

import { fastProducerCommand } from './fast-producer-command.js';

await runApp(fastProducerCommand);
