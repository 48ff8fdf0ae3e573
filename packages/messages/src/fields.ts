import { z } from 'zod';

/** Azure keeps message ids up to this length, and the ids of orders and events become message ids. */
const maxIdLength = 128;

/** Business id of a message; its message id too, so that a duplicate is known by it. */
export const idField = z
  .string({ error: `must be text of 1 to ${maxIdLength} characters` })
  .min(1, `must be text of 1 to ${maxIdLength} characters`)
  .max(maxIdLength, `must be text of 1 to ${maxIdLength} characters`);

/** Moment at which something happened, ISO 8601 in UTC: `2026-11-05T08:15:30Z`. */
export const timestampField = z.iso.datetime({
  error: 'must be a date and time in UTC, as in 2026-11-05T08:15:30Z',
});

/** Sum of money in the currency's main unit. */
export const amountField = z
  .number({ error: 'must be a number of at least 0' })
  .min(0, 'must be a number of at least 0');

/** Sum of money as the earlier format has it: decimal text such as `19.90`. */
export const earlierAmountField = z
  .string({ error: 'must be decimal text, as in "19.90"' })
  .regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be decimal text, as in "19.90"');
