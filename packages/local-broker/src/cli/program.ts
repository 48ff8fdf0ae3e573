import { Command } from '@commander-js/extra-typings';

import type { CommandContext } from './command-context.js';
import { emulatorConfigCommand } from './emulator-config-command.js';
import { serveCommand } from './serve-command.js';

const processContext: CommandContext = {
  print: (line) => void process.stdout.write(`${line}\n`),
  report: (line) => void process.stderr.write(`${line}\n`),
  stopped: () =>
    new Promise((resolve) => {
      // A timer keeps the process alive, whatever else the broker leaves to wait for.
      const alive = setInterval(() => undefined, 2 ** 30);
      const stop = (): void => {
        clearInterval(alive);
        resolve();
      };
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    }),
};

/** The command line of the package: the broker on its own, and the emulator's configuration. */
export function program(context: CommandContext = processContext) {
  return new Command('ams-local-broker')
    .description('A local broker for clients of Azure Service Bus')
    .showHelpAfterError('Run with --help for the options.')
    .addCommand(serveCommand(context))
    .addCommand(emulatorConfigCommand(context));
}
