import { limits } from '../limits.js';
import { repeatedNames } from './conditions.js';
import type { Problem } from './problem.js';

const { count, nameLength, valueLength } = limits.tags;

interface TagRule {
  readonly refuses: (name: string, value: string) => boolean;
  readonly rule: string;
  readonly cure: string;
}

/** Source: "Use tags to organize your Azure resources and management hierarchy" (learn.microsoft.com). */
const rules: readonly TagRule[] = [
  {
    refuses: (name) => name.length === 0 || name.length > nameLength,
    rule: `a tag's name has 1 to ${nameLength} characters`,
    cure: 'Choose a shorter name that is not empty.',
  },
  {
    refuses: (name) => /[<>%&\\?/]/.test(name),
    rule: "a tag's name has none of < > % & \\ ? /",
    cure: 'Write the name with hyphens or periods.',
  },
  {
    refuses: (name) => /^(?:microsoft|azure|windows)/i.test(name),
    rule: 'Azure keeps tags whose name starts with microsoft, azure or windows for itself',
    cure: 'Choose another name.',
  },
  {
    refuses: (_, value) => value.length > valueLength,
    rule: `a tag's value has at most ${valueLength} characters`,
    cure: 'Choose a shorter value.',
  },
];

/** What Azure would refuse in the tags of a resource. Values that are undefined are not known yet, and not judged. */
export function tagProblems(tags: Readonly<Record<string, string | undefined>> = {}): readonly Problem[] {
  const names = Object.keys(tags);
  return [
    ...(names.length <= count ? [] : [tooMany(names.length)]),
    ...repeatedNames(names.map((name) => ({ name }))).map(sameName),
    ...Object.entries(tags).flatMap(([name, value = '']) =>
      rules
        .filter(({ refuses }) => refuses(name, value))
        .map(({ rule, cure }) => ({ property: `tags['${name}']`, value, rule, cure })),
    ),
  ];
}

function tooMany(given: number): Problem {
  const rule = `a resource has at most ${count} tags`;
  return { property: 'tags', value: `${given} tags`, rule, cure: 'Leave some out, or put several into one value.' };
}

function sameName(name: string): Problem {
  const rule = 'Azure compares the names of tags without regard to case, and these have it twice';
  return { property: 'tags', value: name, rule, cure: 'Leave one of them out.' };
}
