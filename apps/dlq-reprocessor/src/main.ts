import { runApp } from '@ams/messaging-runtime/cli';
import { reprocessorCommand } from './reprocessor-command.js';

void runApp(reprocessorCommand);
