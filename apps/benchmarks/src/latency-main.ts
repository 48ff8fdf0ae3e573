import { runApp } from '@ams/messaging-runtime/cli';

import { latencyCommand } from './latency/latency-command.js';

await runApp(latencyCommand);
