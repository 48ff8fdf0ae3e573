import { runApp } from '@ams/messaging-runtime/cli';

import { storyCommand } from './story/story-command.js';

await runApp(storyCommand);
