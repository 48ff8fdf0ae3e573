import { describeProblem, tagProblems } from './index.js';

const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, 'x']));

describe('tagProblems', () => {
  it.each([undefined, {}, { team: 'ordering', 'cost center': '4711', unknown: undefined }, tags(50)])(
    'accepts %p',
    (given) => {
      expect(tagProblems(given)).toEqual([]);
    },
  );

  it.each([
    [tags(51), "tags is '51 tags', but a resource has at most 50 tags. Leave some out, or put several into one value."],
    [
      { team: 'ordering', Team: 'billing' },
      "tags is 'team', but Azure compares the names of tags without regard to case, and these have it twice. Leave one of them out.",
    ],
    [
      { '': 'x' },
      "tags[''] is 'x', but a tag's name has 1 to 512 characters. Choose a shorter name that is not empty.",
    ],
    [{ ['n'.repeat(513)]: 'x' }, "is 'x', but a tag's name has 1 to 512 characters."],
    [
      { 'a/b': 'x' },
      "tags['a/b'] is 'x', but a tag's name has none of < > % & \\ ? /. Write the name with hyphens or periods.",
    ],
    [
      { AzureOwner: 'x' },
      "tags['AzureOwner'] is 'x', but Azure keeps tags whose name starts with microsoft, azure or windows for itself. Choose another name.",
    ],
    [{ team: 'v'.repeat(257) }, "but a tag's value has at most 256 characters. Choose a shorter value."],
  ])('refuses %p', (given, message) => {
    expect(tagProblems(given).map(describeProblem)).toEqual([expect.stringContaining(message)]);
  });
});
