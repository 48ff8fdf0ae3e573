import { Annotations, TerraformResource, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { isUnresolved } from './known.js';
import { attributesOf } from './synthesized-attributes.js';

/** What a tag may be: anything, one of a list, or what matches. */
export type TagRule = 'any' | readonly string[] | RegExp;

/**
 * Refuses resources that can have tags and lack one that the organisation asks for, or have it with another value than
 * allowed. All of them are told at once when synth ends. Azure compares the names of tags without regard to case, and so
 * does this; values that only Terraform knows are not judged.
 *
 * ```ts
 * Aspects.of(stack).add(new RequiredTags({ team: 'any', environment: ['dev', 'prod'], 'cost-center': /^\d{4}$/ }));
 * ```
 */
export class RequiredTags implements IAspect {
  constructor(private readonly rules: Readonly<Record<string, TagRule>>) {}

  visit(node: IConstruct): void {
    if (!TerraformResource.isTerraformResource(node) || !('tagsInput' in node)) return;
    const { tags = {} } = attributesOf(node);
    if (typeof tags !== 'object' || tags === null) return;
    const given = new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value as unknown]));
    for (const [name, rule] of Object.entries(this.rules)) {
      const problem = problemOf(name, rule, given.get(name.toLowerCase()));
      if (problem !== undefined) Annotations.of(node).addError(problem);
    }
  }
}

function problemOf(name: string, rule: TagRule, value: unknown): string | undefined {
  if (value === undefined) return `The tag '${name}' is missing. Every resource needs it: ${allowed(rule)}.`;
  const text = String(value);
  if (isUnresolved(value) || allows(rule, text)) return undefined;
  return `The tag '${name}' is '${text}', but must be ${allowed(rule)}.`;
}

function allows(rule: TagRule, text: string): boolean {
  if (rule === 'any') return text !== '';
  return rule instanceof RegExp
    ? new RegExp(rule.source, rule.flags.replace(/[gy]/g, '')).test(text)
    : rule.includes(text);
}

function allowed(rule: TagRule): string {
  if (rule === 'any') return 'any text';
  return rule instanceof RegExp ? `text that matches ${String(rule)}` : rule.map((text) => `'${text}'`).join(' or ');
}
