import type { BrokerLog } from '../log.js';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** A log of one line per message, with its details as JSON. */
export function lineLog(least: LogLevel, write: (line: string) => void): BrokerLog {
  const at = (level: LogLevel) => (details: object, message: string) => {
    if (logLevels.indexOf(level) < logLevels.indexOf(least)) return;
    write(`${level}: ${message} ${JSON.stringify(details)}`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
