import { runApp } from '@ams/messaging-runtime/cli';

import { requestsCommand } from './requests/requests-command.js';

await runApp(requestsCommand);
