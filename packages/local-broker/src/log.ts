/** What the broker tells its operator. A pino logger fits. */
export interface BrokerLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

const nothing = (): void => undefined;

export const silentLog: BrokerLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };
