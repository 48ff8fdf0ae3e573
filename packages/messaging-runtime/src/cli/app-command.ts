import { Command, Option } from '@commander-js/extra-typings';
import { logLevels } from '../logger.js';
import { otlpOption } from './telemetry-options.js';

export interface AppDescription<Environment extends string> {
  /** Name of the app and of its Nx project. */
  readonly name: string;
  readonly description: string;
  /** Environments that the app knows. */
  readonly environments: readonly Environment[];
  /** Environment unless told otherwise. */
  readonly defaultEnvironment: Environment;
  /** Command lines for the help, without the app's name. */
  readonly examples: readonly string[];
}

/** A command with the options that all apps have in common. */
export function appCommand<const Environment extends string>(app: AppDescription<Environment>) {
  return plainCommand(app).addOption(environmentOption(app));
}

/** The same without the environment. */
export function plainCommand(app: AppDescription<string>) {
  return new Command(app.name)
    .description(app.description)
    .option('-o, --outputs <file>', 'outputs of the stack; default: AMS_OUTPUTS_FILE, else those of the environment')
    .option('--json', 'end with one line of JSON on standard output')
    .addOption(logLevelOption())
    .addOption(otlpOption())
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .addHelpText('after', () => examplesOf(app));
}

export function logLevelOption() {
  return new Option('--log-level <level>', 'least severe messages to log, on standard error')
    .choices(logLevels)
    .default('info' as const);
}

/** To be added last: on a type that still has a parameter, the compiler needs minutes for each further option. */
export function environmentOption<const Environment extends string>(app: AppDescription<Environment>) {
  return new Option('-e, --environment <name>', 'environment whose stack to work with')
    .choices(app.environments)
    .default(app.defaultEnvironment);
}

function examplesOf({ name, examples }: AppDescription<string>): string {
  return ['', 'Examples:', ...examples.map((options) => `  nx run ${name}:serve ${options}`.trimEnd())].join('\n');
}
