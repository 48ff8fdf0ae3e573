import { runApp } from '@ams/messaging-runtime/cli';
import { queueConsumerCommand } from './queue-consumer-command.js';

void runApp(queueConsumerCommand);
