import { wholeNumber } from '@ams/messaging-runtime/cli';
import { InvalidArgumentError } from '@commander-js/extra-typings';

/**
 * Reads an option's whole numbers with commas between: `1000,10000`.
 *
 * @returns a parser that refuses what is no number, out of range, or not larger than the one before.
 */
export function steps(minimum: number, maximum: number): (text: string) => readonly number[] {
  const number = wholeNumber(minimum, maximum);
  return (text) => {
    const values = text.split(',').map((each) => number(each.trim()));
    const wrong = values.find((value, index) => index > 0 && value <= (values[index - 1] ?? 0));
    if (wrong === undefined) return values;
    throw new InvalidArgumentError(
      `${wrong} does not come after a smaller number. Give each once, in ascending order.`,
    );
  };
}
