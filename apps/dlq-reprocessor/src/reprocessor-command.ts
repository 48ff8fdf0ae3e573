import { appCommand, UsageError, type AppContext } from '@ams/messaging-runtime/cli';
import { environments } from '@ams/stack-outputs';
import { groupsCommand } from './commands/groups-command.js';
import { listCommand } from './commands/list-command.js';
import { resubmitCommand } from './commands/resubmit-command.js';
import { unparkCommand } from './commands/unpark-command.js';

const app = {
  name: 'dlq-reprocessor',
  description:
    'Lists and groups dead letters, and sends them back to where they came from, once what ailed them is cured. Without a command it resubmits.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    'list --source queue --reason InvalidBody',
    'groups',
    'resubmit --dry-run',
    'resubmit --source billing --reason EarlierFormat --patch \'[{"op":"remove","path":"/note"}]\'',
    'resubmit --park --rate 50',
    'unpark --message-id A-17',
    '--environment=dev --json',
  ],
} as const;

/** The command line of the dead-letter reprocessor. */
export function reprocessorCommand(context: AppContext) {
  const root = appCommand(app);
  const common = () => ({ app: app.name, ...root.opts() });
  for (const command of [
    listCommand(context, common),
    groupsCommand(context, common),
    unparkCommand(context, common),
  ]) {
    root.addCommand(command.copyInheritedSettings(root));
  }
  root.hook('preSubcommand', ({ args: [word] }, { parent }) => {
    const names = parent?.commands.map((command) => command.name()) ?? [];
    // What is no command is taken for an argument of the one without a name.
    if (word === undefined || word.startsWith('-') || names.includes(word)) return;
    throw new UsageError(`there is no command "${word}": it is one of ${names.join(', ')}`);
  });
  return root.addCommand(resubmitCommand(context, common).copyInheritedSettings(root), { isDefault: true });
}
