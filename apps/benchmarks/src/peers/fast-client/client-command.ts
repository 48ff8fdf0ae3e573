import { wholeNumber } from '@ams/messaging-runtime/cli';
import { Command, Option } from '@commander-js/extra-typings';

import { urlVariable } from '../peer-apps.js';

/** A command of the fast client, with the options that both have. */
export function clientCommand(name: string) {
  return new Command(name)
    .requiredOption('--count <number>', 'messages to carry', wholeNumber(1))
    .addOption(new Option('--url <url>', 'of RabbitMQ').env(urlVariable).makeOptionMandatory());
}
