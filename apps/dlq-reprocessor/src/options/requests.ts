import { RequestError } from '@ams/messaging-runtime';
import { UsageError } from '@ams/messaging-runtime/cli';
import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads an option that may be given several times; what is wrong with it is told as commander tells it. */
export function valuesOf<Value>(
  read: (text: string) => Value,
): (text: string, before: readonly Value[] | undefined) => readonly Value[] {
  return (text, before = []) => {
    try {
      return [...before, read(text)];
    } catch (error) {
      if (error instanceof RequestError) throw new InvalidArgumentError(`${error.message}.`);
      throw error;
    }
  };
}

/** What the user asks for, made ready. @throws UsageError if it cannot be understood */
export async function understood<Result>(request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (error) {
    throw error instanceof RequestError ? new UsageError(error.message, { cause: error }) : error;
  }
}
