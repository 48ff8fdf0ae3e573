import { runApp } from '@ams/messaging-runtime/cli';
import { producerCommand } from './producer-command.js';

void runApp(producerCommand);
