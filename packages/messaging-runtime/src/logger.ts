import { destination, pino, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';

export type Logger = PinoLogger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/**
 * A logger that writes to standard error: for people on a terminal, as JSON lines otherwise. Standard output stays free
 * for results.
 */
export function createLogger(name: string, level: LogLevel): Logger {
  // Synchronous, since what an app logs last, when it fails, matters most.
  const stream = process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
    : destination({ dest: 2, sync: true });
  return pino({ name, level }, stream);
}
