import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { describeProblem, writeEmulatorConfig } from '@ams/service-bus-model';
import { Command } from '@commander-js/extra-typings';

import { topologyFromFile } from '../topology-file.js';
import type { CommandContext } from './command-context.js';

/** Writes the configuration of Microsoft's emulator from a stack, and says what it cannot express. */
export function emulatorConfigCommand({ print, report }: Pick<CommandContext, 'print' | 'report'>) {
  return new Command('emulator-config')
    .description("Write the Config.json of Microsoft's emulator from a synthesized stack")
    .requiredOption('--stack <file>', 'cdk.tf.json of the stack')
    .option('--out <file>', 'file to write, and its directory; default: standard output')
    .allowExcessArguments(false)
    .action(async ({ stack, out }) => {
      const { config, notExpressed } = writeEmulatorConfig(await topologyFromFile(stack, 'synthesized-stack'));
      const json = JSON.stringify(config, undefined, 2);
      if (out === undefined) {
        print(json);
      } else {
        await writeTo(out, `${json}\n`);
        report(`Wrote ${out}.`);
      }
      if (notExpressed.length === 0) return;
      report('The emulator cannot express all of it:');
      for (const entry of notExpressed) report(`- ${entry.place}: ${describeProblem(entry)}`);
    });
}

async function writeTo(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
