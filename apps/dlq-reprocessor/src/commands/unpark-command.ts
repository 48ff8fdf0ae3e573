import { planUnparking, readProperty, unpark } from '@ams/messaging-runtime';
import { wholeNumber, type AppContext } from '@ams/messaging-runtime/cli';
import { carryOut, type Job } from '../carry-out.js';
import { withStack, type Common } from '../options/common-options.js';
import { editorFrom } from '../options/edit-options.js';
import { filterFrom, filteringCommand } from '../options/filter-options.js';
import { perSecond } from '../options/rate-option.js';
import { valuesOf } from '../options/requests.js';

/** `unpark`: sends parked messages back. */
export function unparkCommand(context: AppContext, common: Common) {
  return filteringCommand('unpark')
    .description('Sends parked messages back to where they were parked from, as they were or edited.')
    .option('--dry-run', 'only look, and tell what would be done')
    .option('--limit <count>', 'move at most so many', wholeNumber(1))
    .option('--rate <count>', 'move at most so many a second: 50 or 50/s', perSecond)
    .option('--set-property <name=value>', 'set an application property; may be repeated', valuesOf(readProperty))
    .option('--remove-property <name>', 'take an application property away; may be repeated', valuesOf(String))
    .option('--patch <patch>', 'change the body by a JSON Patch (RFC 6902): JSON, or the file that has it')
    .option('--check-schema', 'leave what consumers would refuse where it goes to')
    .option('--new-id', 'give copies a new message id, for entities with duplicate detection')
    .option('--by <name>', 'who does it, for the properties of the copies; default: user@host')
    .action(async (given) => {
      const { dryRun = false, checkSchema, limit, rate, newId, by } = given;
      const options = common();
      const filter = await filterFrom(given);
      const edit = await editorFrom(given, options.app);
      const run = dryRun ? planUnparking : unpark;
      await withStack(options, async (stack) => {
        const parked = stack.parked();
        const check = checkSchema === true ? stack.check : undefined;
        const homeOf = (path: string) => stack.homeOf(path);
        const job: Job = {
          name: parked.name,
          noun: 'parked message',
          run: (moving) => run(parked, homeOf, { filter, edit, check, newId, by, ...moving }),
        };
        await carryOut([job], { dryRun, limit, rate }, options, context);
      });
    });
}
