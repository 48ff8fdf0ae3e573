import { createLogger, type LogLevel, type Logger } from '@ams/messaging-runtime';
import { userPath } from '@ams/messaging-runtime/cli';
import type { Environment } from '@ams/stack-outputs';
import { Stack } from '../stack.js';

/** What all commands are told. */
export interface CommonOptions {
  /** Name of the app. */
  readonly app: string;
  readonly environment: Environment;
  readonly outputs?: string | undefined;
  readonly json?: true | undefined;
  readonly logLevel: LogLevel;
  readonly otlp?: string | undefined;
}

/** Reads them when the command runs: they may stand before or after its name. */
export type Common = () => CommonOptions;

export function loggerFor({ app, logLevel }: CommonOptions): Logger {
  return createLogger(app, logLevel);
}

/** Works with the stack that is meant, and closes its connections at the end. */
export async function withStack<Result>(
  { app, environment, outputs }: CommonOptions,
  work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
  const stack = new Stack({ environment, file: outputs === undefined ? undefined : userPath(outputs, app) });
  try {
    return await work(stack);
  } finally {
    await stack.close();
  }
}
