import { runApp } from '@ams/messaging-runtime/cli';
import { subscriptionConsumerCommand } from './subscription-consumer-command.js';

void runApp(subscriptionConsumerCommand);
