import { inspect } from 'node:util';

import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One thing that is wrong with the definition of a fault: the value, the rule and the cure. */
export function describeFaultIssue(issue: Issue, definition: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `'${key}'`).join(', ');
    return `it has ${names}, but faults of its kind have no such member. Check the spelling, or take it out.`;
  }
  const [member] = issue.path;
  if (member === undefined) {
    return `it is ${shown(definition)}, but a fault is an object. Give one such as { kind: 'throttle', entity: 'orders' }.`;
  }
  const name = String(member);
  const value = (definition as Readonly<Record<string, unknown>>)[name];
  const state = value === undefined ? 'is missing' : `is ${shown(value)}`;
  return `${name} ${state}, but ${ruleOf(name, issue)}`;
}

function ruleOf(member: string, issue: Issue): string {
  if (issue.code === 'invalid_value')
    return `its kind of fault takes one of ${listOf(issue.values)}. Give one of these.`;
  if (issue.code === 'invalid_union' && 'options' in issue && issue.options !== undefined) {
    return `a fault is of one of the kinds ${listOf(issue.options)}. Give one of these.`;
  }
  return rules[member] ?? 'it must be a text. Put it in quotes.';
}

/** What the members have to be, and what to do about one that is not. */
const rules: Readonly<Record<string, string>> = {
  entity: "it is the address of an entity. Give one such as 'orders', or leave it out to mean every entity.",
  count: "it is a whole number from 1, or 'always'. Give one, or leave it out for the default.",
  duration: "a delay has a duration. Give one such as 'PT0.5S' or 'PT30S'.",
  condition: "it is an AMQP symbol. Give one such as 'com.microsoft:server-busy', without spaces.",
};

function listOf(values: readonly unknown[]): string {
  return values.map((value) => `'${String(value)}'`).join(', ');
}

function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 100, maxArrayLength: 5 });
}
