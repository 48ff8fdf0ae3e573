import { destination, pino, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';
import { redactLine } from './redact.js';

export type Logger = PinoLogger;

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Fields that every line gets beside its own, found when it is written. */
export type LogContext = () => Readonly<Record<string, string>>;

let contextOfLines: LogContext | undefined;

/**
 * Has all loggers of this process write the ids of the trace that a line belongs to. Telemetry does, while it is on.
 *
 * @param context `undefined` ends it
 */
export function setLogContext(context: LogContext | undefined): void {
  contextOfLines = context;
}

/**
 * A logger that writes to standard error: for people on a terminal, as JSON lines otherwise. Standard output stays free
 * for results. No line has keys, signatures, tokens or passwords in it.
 *
 * @param stream where lines go instead
 */
export function createLogger(
  name: string,
  level: LogLevel,
  stream: { write(line: string): void } = standardError(),
): Logger {
  return pino({ name, level, hooks: { streamWrite: redactLine }, mixin: () => ({ ...contextOfLines?.() }) }, stream);
}

// Synchronous, since what an app logs last, when it fails, matters most.
function standardError(): { write(line: string): void } {
  return process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
    : destination({ dest: 2, sync: true });
}
