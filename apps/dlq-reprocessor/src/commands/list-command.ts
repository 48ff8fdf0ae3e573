import { contentsOf, viewOf, type DeadLetterContents, type DeadLetterView } from '@ams/messaging-runtime';
import { countOf, wholeNumber, type AppContext } from '@ams/messaging-runtime/cli';
import { contentsText } from '../contents-text.js';
import { lookedAt, meantOf } from '../looking.js';
import { withStack, type Common } from '../options/common-options.js';
import { filterFrom, filteringCommand } from '../options/filter-options.js';
import { listTable } from '../tables.js';
import { lookedAtOption, transfersOption } from './source-option.js';

/** Dead letters shown per source, where nobody asks for more or less. */
const shown = 100;

type Listed = DeadLetterView & Partial<DeadLetterContents>;

/** `list`: looks at dead letters, one by one. */
export function listCommand({ signal, print, columns }: AppContext, common: Common) {
  return filteringCommand('list')
    .description('Shows dead letters: id, sequence number, when enqueued, reason, description, deliveries, returns.')
    .option('--contents', 'show properties and body, too')
    .option('--limit <count>', `show at most so many per source; default: ${shown}, with --json all`, wholeNumber(1))
    .addOption(transfersOption())
    .addOption(lookedAtOption())
    .action(async ({ source, transfers, limit, contents = false, ...filters }) => {
      const options = common();
      const filter = await filterFrom(filters);
      const json = options.json === true;
      const noun = source === 'parked' ? 'parked message' : 'dead letter';
      const most = limit ?? (json ? Infinity : shown);
      await withStack(options, async (stack) => {
        for (const deadLetters of lookedAt(source, transfers, stack)) {
          const views: Listed[] = [];
          let found = 0;
          for await (const message of meantOf(deadLetters, filter, signal)) {
            found += 1;
            if (found > most) continue;
            const view = { ...viewOf(message, deadLetters.name), ...(contents ? contentsOf(message) : {}) };
            if (json) print(JSON.stringify(view));
            else views.push(view);
          }
          if (json) continue;
          print(`${deadLetters.name}: ${found === 0 ? `no ${noun}s` : countOf(found, noun)}`);
          for (const line of linesOf(views, found, columns)) print(line);
        }
      });
    });
}

function linesOf(views: readonly Listed[], found: number, columns: number | undefined): readonly string[] {
  const whole = views.filter(hasContents);
  return [
    ...whole.map(contentsText),
    ...(whole.length === 0 && views.length > 0 ? [listTable(views, columns)] : []),
    ...(found > views.length
      ? [`… and ${(found - views.length).toLocaleString('en-US')} more; --limit shows more`]
      : []),
  ];
}

function hasContents(view: Listed): view is DeadLetterView & DeadLetterContents {
  return view.bodyIs !== undefined;
}
