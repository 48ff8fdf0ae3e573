import { runApp } from '@ams/messaging-runtime/cli';

import { serveCommand } from './serve.js';

await runApp(serveCommand);
