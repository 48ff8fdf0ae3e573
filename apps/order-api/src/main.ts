import { runApp } from '@ams/messaging-runtime/cli';
import { orderApiCommand } from './order-api-command.js';

void runApp(orderApiCommand);
