import { peekDeadLetters, viewOf } from '@ams/messaging-runtime';
import { countOf, wholeNumber, type AppContext } from '@ams/messaging-runtime/cli';
import { withStack, type Common } from '../options/common-options.js';
import { filterFrom, filteringCommand } from '../options/filter-options.js';
import { listTable } from '../tables.js';
import { sourceOption, sourcesOf } from './source-option.js';

/** Dead letters shown per source, where nobody asks for more or less. */
const shown = 100;

/** `list`: looks at dead letters, one by one. */
export function listCommand({ signal, print }: AppContext, common: Common) {
  return filteringCommand('list')
    .description('Shows dead letters: id, sequence number, when enqueued, reason, description, deliveries, returns.')
    .option('--limit <count>', `show at most so many per source; default: ${shown}, with --json all`, wholeNumber(1))
    .addOption(sourceOption())
    .action(async ({ source, limit, ...filters }) => {
      const options = common();
      const filter = await filterFrom(filters);
      const json = options.json === true;
      const most = limit ?? (json ? Infinity : shown);
      await withStack(options, async (stack) => {
        for (const key of sourcesOf(source)) {
          const deadLetters = stack.source(key);
          const views = [];
          let found = 0;
          for await (const message of peekDeadLetters(deadLetters)) {
            if (signal.aborted) break;
            if (!filter(message)) continue;
            found += 1;
            if (found > most) continue;
            const view = viewOf(message, deadLetters.name);
            if (json) print(JSON.stringify(view));
            else views.push(view);
          }
          if (json) continue;
          print(`${deadLetters.name}: ${found === 0 ? 'no dead letters' : countOf(found, 'dead letter')}`);
          if (views.length > 0) print(listTable(views));
          if (found > most) print(`… and ${found - most} more; --limit shows more`);
        }
      });
    });
}
