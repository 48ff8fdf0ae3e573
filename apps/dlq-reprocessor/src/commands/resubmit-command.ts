import { planResubmission, readProperty, resubmitDeadLetters } from '@ams/messaging-runtime';
import { UsageError, wholeNumber, type AppContext } from '@ams/messaging-runtime/cli';
import { destinationKeys } from '@ams/stack-entities';
import { carryOut, type Job } from '../carry-out.js';
import { withStack, type Common } from '../options/common-options.js';
import { editorFrom } from '../options/edit-options.js';
import { filterFrom, filteringCommand } from '../options/filter-options.js';
import { perSecond } from '../options/rate-option.js';
import { valuesOf } from '../options/requests.js';
import { sourceOption, sourcesOf, subQueueOf, transfersOption } from './source-option.js';

/** `resubmit`: sends dead letters back. */
export function resubmitCommand(context: AppContext, common: Common) {
  return filteringCommand('resubmit')
    .description('Sends dead letters back to where they came from, or elsewhere, as they were or edited.')
    .option('--dry-run', 'only look, and tell what would be done')
    .option(
      '--max-resubmits <count>',
      'leave, or park, what was sent back this often already',
      wholeNumber(1, 1_000),
      3,
    )
    .option('--park', 'move what was sent back too often to the parking queue; default: it stays')
    .option('--limit <count>', 'move at most so many per source', wholeNumber(1))
    .option('--rate <count>', 'move at most so many a second: 50 or 50/s', perSecond)
    .option('--to <name>', `send them elsewhere: ${destinationKeys.join(', ')}, or the name of a queue or topic`)
    .option('--set-property <name=value>', 'set an application property; may be repeated', valuesOf(readProperty))
    .option('--remove-property <name>', 'take an application property away; may be repeated', valuesOf(String))
    .option('--patch <patch>', 'change the body by a JSON Patch (RFC 6902): JSON, or the file that has it')
    .option('--check-schema', 'leave what consumers would refuse where it goes to')
    .option('--new-id', 'give copies a new message id, for entities with duplicate detection')
    .option('--by <name>', 'who does it, for the properties of the copies; default: user@host')
    .addOption(transfersOption())
    .addOption(sourceOption())
    .action(async (given) => {
      const {
        source,
        transfers,
        dryRun = false,
        park,
        to: destination,
        checkSchema,
        limit,
        rate,
        maxResubmits,
        newId,
        by,
      } = given;
      if (transfers === true && destination === undefined) {
        throw new UsageError('--transfers needs --to: they were on their way elsewhere, and do not say where');
      }
      const options = common();
      const filter = await filterFrom(given);
      const edit = await editorFrom(given, options.app);
      const run = dryRun ? planResubmission : resubmitDeadLetters;
      await withStack(options, async (stack) => {
        const rules = {
          filter,
          maxResubmits,
          edit,
          check: checkSchema === true ? stack.check : undefined,
          newId,
          by,
          parking: park === true ? stack.parking() : undefined,
          to: destination === undefined ? undefined : stack.destination(destination),
        };
        const jobs = sourcesOf(source).map((key): Job => {
          const deadLetters = stack.source(key, subQueueOf(transfers));
          return {
            name: deadLetters.name,
            noun: 'dead letter',
            run: (moving) => run(deadLetters, { ...rules, ...moving }),
          };
        });
        await carryOut(jobs, { dryRun, limit, rate }, options, context);
      });
    });
}
