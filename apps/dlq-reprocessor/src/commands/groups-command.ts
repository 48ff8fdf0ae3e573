import { DeadLetterGroups } from '@ams/messaging-runtime';
import type { AppContext } from '@ams/messaging-runtime/cli';
import { lookedAt, meantOf } from '../looking.js';
import { withStack, type Common } from '../options/common-options.js';
import { filterFrom, filteringCommand } from '../options/filter-options.js';
import { groupsTable } from '../tables.js';
import { lookedAtOption, transfersOption } from './source-option.js';

/** `groups`: how many dead letters failed in which way. */
export function groupsCommand({ signal, print, columns }: AppContext, common: Common) {
  return filteringCommand('groups')
    .description('Counts dead letters by source, reason, error type and what their descriptions have in common.')
    .addOption(transfersOption())
    .addOption(lookedAtOption())
    .action(async ({ source, transfers, ...filters }) => {
      const options = common();
      const filter = await filterFrom(filters);
      const groups = new DeadLetterGroups();
      await withStack(options, async (stack) => {
        for (const deadLetters of lookedAt(source, transfers, stack)) {
          for await (const message of meantOf(deadLetters, filter, signal)) groups.add(message, deadLetters.name);
        }
      });
      if (options.json === true) for (const group of groups.all()) print(JSON.stringify(group));
      else print(groups.all().length === 0 ? 'no dead letters' : groupsTable(groups.all(), columns));
    });
}
