import { inspect } from 'node:util';

import type { BrokerOptions } from './broker-options.js';
import { refuseInvalid, whatATopologyIs } from './valid-topology.js';

/** What an option must be, and what to give. */
interface OptionRule {
  accepts(value: unknown): boolean;
  readonly rule: string;
}

/**
 * Options at the door: those of plain JavaScript have been seen by no compiler, and a misspelt one would have no effect.
 *
 * @throws TypeError naming an option that is unknown or not what it must be.
 * @throws InvalidTopologyError when the topology is none, or Azure would refuse it.
 */
export function checkOptions(options: unknown): asserts options is BrokerOptions {
  if (options !== undefined && !isObject(options)) {
    throw new TypeError(
      `The options are ${shown(options)}, but startBroker takes an object. Call startBroker({ topology }). ${whatATopologyIs}`,
    );
  }
  const { topology, ...others } = { topology: undefined, ...options };
  for (const [name, value] of Object.entries(others)) checkOption(name, value);
  refuseInvalid(topology);
}

function checkOption(name: string, value: unknown): void {
  if (!isOptionName(name)) {
    const known = ['topology', ...Object.keys(optionRules)].map((each) => `'${each}'`).join(', ');
    throw new TypeError(
      `'${name}' is no option of startBroker. Check its spelling, or take it out: there are ${known}.`,
    );
  }
  const { accepts, rule } = optionRules[name];
  if (value === undefined || accepts(value)) return;
  const found = secrets.has(name) ? `of the type ${typeof value}` : shown(value);
  throw new TypeError(`The option '${name}' is ${found}, but it must be ${rule}`);
}

/** Options that hold a key or password, whatever they were given as. */
const secrets: ReadonlySet<keyof BrokerOptions> = new Set(['rootKey', 'mail']);

const clockRule: OptionRule = {
  accepts: (value) => hasMethods(value, ['now', 'wakeAt']),
  rule: 'a clock, with the methods now and wakeAt. Give a new ManualClock(), a new AdjustableClock() or systemClock.',
};

const optionRules: Readonly<Record<Exclude<keyof BrokerOptions, 'topology'>, OptionRule>> = {
  dataDirectory: {
    accepts: (value) => isText(value) && value !== '',
    rule: 'the path of a directory. Give a text, or leave it out to keep nothing.',
  },
  messageMemory: {
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    rule: 'a whole number of bytes, 0 or more. Give one such as 268435456, for 256 MiB.',
  },
  host: { accepts: (value) => isText(value) && value !== '', rule: "an address. Give a text such as '127.0.0.1'." },
  port: {
    accepts: arePorts,
    rule: 'a whole number from 0 to 65535, or a list of them with each once. 0 takes any free one.',
  },
  tlsNames: {
    accepts: (value) => Array.isArray(value) && value.every(isText),
    rule: "a list of names. Give one such as ['bus.example.com'].",
  },
  entraId: { accepts: isObject, rule: "an object. Give one such as { signatures: 'not-verified' }, or leave it out." },
  rootKey: { accepts: isText, rule: 'a text. Put it in quotes, or leave it out for a random key.' },
  throttling: { accepts: (value) => typeof value === 'boolean', rule: 'true or false. Give one without quotes.' },
  mail: {
    accepts: isMailServer,
    rule:
      "an object with the server's address, smtp or smtps, and perhaps a sender. " +
      "Give one such as { server: 'smtp://localhost:1025', from: 'alerts@example.com' }.",
  },
  webhooks: { accepts: (value) => typeof value === 'boolean', rule: 'true or false. Give one without quotes.' },
  clock: clockRule,
  tokenClock: clockRule,
  log: {
    accepts: (value) => hasMethods(value, ['debug', 'info', 'warn', 'error']),
    rule: 'an object with the methods debug, info, warn and error. Give a logger such as the console.',
  },
};

function isOptionName(name: string): name is keyof typeof optionRules {
  return Object.hasOwn(optionRules, name);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isMailServer(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { server, from, ...others } = value as Readonly<Record<string, unknown>>;
  const isAddress = isText(server) && URL.canParse(server) && /^smtps?:\/\/./.test(server);
  return isAddress && (from === undefined || isText(from)) && Object.keys(others).length === 0;
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof Reflect.get(value, name) === 'function');
}

function arePorts(value: unknown): boolean {
  const ports: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fixed = ports.filter((port) => port !== 0);
  return ports.every(isPort) && new Set(fixed).size === fixed.length;
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535;
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 100, maxArrayLength: 10 });
}
