import type { z } from 'zod';
import { EmulatorConfigError } from './emulator-config-error.js';

type Issue = z.core.$ZodIssue;

/** The first thing that is wrong with a configuration, as an error that names place, value, rule and cure. */
export function emulatorConfigError(issue: Issue | undefined, json: unknown): EmulatorConfigError {
  if (issue === undefined) return new EmulatorConfigError('the document', 'it cannot be read. Pass parsed JSON.');
  const place = placeOf(issue.path);
  const value = valueAt(json, issue.path);
  return new EmulatorConfigError(place, `${describeValue(value, issue)}, but ${ruleOf(issue)}. ${cureOf(issue)}`);
}

function placeOf(path: Issue['path']): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return place.replace(/^\./, '') || 'the document';
}

function valueAt(json: unknown, path: Issue['path']): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], json);
}

function describeValue(value: unknown, issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return `it has ${listOf(issue.keys)}`;
  if (value === undefined) return 'it is missing';
  if (Array.isArray(value)) return `it is a list of ${value.length}`;
  return `it is ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `it must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'unrecognized_keys':
      return "the emulator's schema has no such property here";
    case 'invalid_union':
      return issue.discriminator === 'FilterType'
        ? "a rule's filter is of the type 'Sql' or 'Correlation'"
        : 'it must be a text, a number, or true or false';
    case 'too_small':
    case 'too_big':
      return 'the emulator has exactly one namespace';
    case 'custom':
      return `it must be a duration: ${issue.message.replace(/\.$/, '')}`;
    default:
      return issue.message.toLowerCase();
  }
}

function cureOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') {
    return 'Check its spelling, capitals included, and where it stands, or take it out.';
  }
  if (issue.code === 'custom') return "Durations look like 'PT1M' or 'PT1H'.";
  return "Pass the parsed JSON of a Config.json as the emulator's schema describes it.";
}

function listOf(keys: readonly string[]): string {
  return keys.map((key) => `'${key}'`).join(', ');
}
